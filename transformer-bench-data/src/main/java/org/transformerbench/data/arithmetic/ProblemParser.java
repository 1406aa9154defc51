package org.transformerbench.data.arithmetic;

import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;

/**
 * A parser of problems as people write them: {@code 272+926=}, {@code 12 - 345}. One character after the other, so in linear
 * time.
 */
final class ProblemParser {
    private static final String SPACES = " \t\n\u000b\f\r";
    private static final int MAX_DIGITS = ArithmeticConfig.MAX_DIGITS;

    private final String text;
    private int at;

    private ProblemParser(String text) {
        this.text = text;
    }

    /**
     * Parses a problem.
     *
     * @throws ConfigException if the text is no problem; the message names the first character that does not belong there
     */
    static Problem parse(String text) {
        return new ProblemParser(text).problem();
    }

    private Problem problem() {
        long left = number();
        Operator operator = operator();
        long right = number();
        skip('=');
        skip('?');
        skipSpaces();
        if (at < text.length()) {
            throw wrong("nothing more");
        }
        return new Problem(left, operator, right);
    }

    private long number() {
        skipSpaces();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("a digit");
        }
        while (start < at - 1 && text.charAt(start) == '0') {
            start++;
        }
        if (at - start > MAX_DIGITS) {
            throw new ConfigException("'" + Excerpt.of(text) + "' has a number of " + (at - start)
                    + " digits; arithmetic has numbers of at most " + MAX_DIGITS);
        }
        return Long.parseLong(text.substring(start, at));
    }

    private Operator operator() {
        skipSpaces();
        for (Operator operator : Operator.values()) {
            if (at < text.length() && text.charAt(at) == operator.symbol()) {
                at++;
                return operator;
            }
        }
        throw wrong("+, - or *");
    }

    private void skip(char symbol) {
        skipSpaces();
        if (at < text.length() && text.charAt(at) == symbol) {
            at++;
        }
    }

    private void skipSpaces() {
        while (at < text.length() && SPACES.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private ConfigException wrong(String expected) {
        String found =
                at == text.length() ? "its end" : "'" + Excerpt.of(Character.toString(text.codePointAt(at))) + "'";
        return new ConfigException(
                "'" + Excerpt.of(text) + "' is no problem: position " + at + " has " + found + " where it must have "
                        + expected + "; write two numbers with +, - or * between them, as in \"12+34=\"");
    }
}

package org.transformerbench.examples.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One way to spoil a text.
 *
 * @param kind what is done
 * @param at where, counted round the text's length, or which number of those in it
 * @param length of what is cut out, replaced or repeated
 * @param token what is put in
 */
public record Edit(Kind kind, int at, int length, String token) {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final int FARTHEST = 10_000;
    private static final int LONGEST = 12;
    private static final String[] NUMBERS = {
        "-1",
        "0",
        "1",
        "2",
        "4",
        "8",
        "007",
        "-0",
        "1.5",
        "1e3",
        "1e-400",
        "1e400",
        "NaN",
        "2147483647",
        "2147483648",
        "-2147483649",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551616",
        "9".repeat(400),
        "1" + "0".repeat(1200),
        "0x10",
        "1_000",
        "99999999999999999999e9999999999"
    };
    private static final String[] SIGNS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "'",
        "\\",
        " ",
        "\n",
        "\t",
        "\u0000",
        "\u001b[2J",
        "\ufeff",
        "\u202e",
        "\u00e9",
        "\ud83d\ude00",
        "\ud800",
        "\udc00",
        "null",
        "true",
        "\\ud800",
        "\\u0000",
        "{}",
        "[]",
        "[".repeat(1200),
        "{\"a\":".repeat(60)
    };

    /** What can be done to a text. */
    public enum Kind {
        /** One character becomes another. */
        FLIP,
        /** A part is taken out. */
        CUT,
        /** The rest is taken away. */
        CUT_OFF,
        /** A token is put in. */
        INSERT,
        /** A part becomes a token. */
        REPLACE,
        /** A part stands twice. */
        REPEAT,
        /** One of the numbers becomes a token. */
        REPLACE_NUMBER,
        /** Two neighbours among the numbers change places. */
        SWAP_NUMBERS
    }

    /**
     * No edit to five, one after the other.
     *
     * @param tokens words of the format; numbers, signs and odd characters are always there
     * @return edits, fewer and simpler ones when shrunk
     */
    public static Arbitrary<List<Edit>> some(String... tokens) {
        Arbitrary<String> words = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(tokens)),
                Tuple.of(2, Arbitraries.of(NUMBERS)),
                Tuple.of(2, Arbitraries.of(SIGNS)));
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, FARTHEST),
                        Arbitraries.integers().between(1, LONGEST),
                        words)
                .as(Edit::new)
                .list()
                .ofMaxSize(5);
    }

    /**
     * Spoils a text.
     *
     * @param edits one after the other
     * @param text what is right
     * @return what is left of it
     */
    public static String apply(List<Edit> edits, String text) {
        String edited = text;
        for (Edit edit : edits) {
            edited = edit.apply(edited);
        }
        return edited;
    }

    /** The same for bytes, each of which is taken for a character. */
    static byte[] apply(List<Edit> edits, byte[] bytes) {
        return apply(edits, new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String apply(String text) {
        int from = at % (text.length() + 1);
        int to = Math.min(text.length(), from + length);
        String before = text.substring(0, from);
        return switch (kind) {
            case FLIP ->
                from == to ? text : before + (char) (text.charAt(from) ^ 1 << length % 8) + text.substring(from + 1);
            case CUT -> before + text.substring(to);
            case CUT_OFF -> before;
            case INSERT -> before + token + text.substring(from);
            case REPLACE -> before + token + text.substring(to);
            case REPEAT -> text.substring(0, to) + text.substring(from);
            case REPLACE_NUMBER -> onNumbers(text, false);
            case SWAP_NUMBERS -> onNumbers(text, true);
        };
    }

    private String onNumbers(String text, boolean swap) {
        Matcher matcher = NUMBER.matcher(text);
        List<MatchResult> numbers = matcher.results().toList();
        if (numbers.size() < 2) {
            return text;
        }
        int index = at % (numbers.size() - 1);
        MatchResult first = numbers.get(index);
        MatchResult second = numbers.get(index + 1);
        String before = text.substring(0, first.start());
        return swap
                ? before
                        + second.group()
                        + text.substring(first.end(), second.start())
                        + first.group()
                        + text.substring(second.end())
                : before + token + text.substring(first.end());
    }
}

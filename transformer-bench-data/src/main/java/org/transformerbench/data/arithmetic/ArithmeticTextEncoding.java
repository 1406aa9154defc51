package org.transformerbench.data.arithmetic;

import java.util.OptionalInt;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * Problems as people write them, and results as people read them: in the usual order of digits and without zeros on the left.
 *
 * @param operator of the problems
 * @param encoding of the training data
 */
record ArithmeticTextEncoding(Operator operator, ArithmeticEncoding encoding) implements TextEncoding {

    ArithmeticTextEncoding {
        Require.given("operator", operator);
        Require.given("encoding", encoding);
    }

    @Override
    public Kind kind() {
        return Kind.ANSWER;
    }

    @Override
    public Prompt encode(String input) {
        Problem problem;
        try {
            problem = Problem.parse(input);
        } catch (ConfigException e) {
            throw new DataException(e.getMessage(), e);
        }
        if (problem.operator() != operator) {
            throw new DataException(problem + " has the operator "
                    + problem.operator().symbol() + "; the model was made for " + operator.symbol());
        }
        requireFit(problem, problem.left(), encoding.leftWidth());
        requireFit(problem, problem.right(), encoding.rightWidth());
        return new Prompt(vocabulary().encode(encoding.prompt(problem)), 0, 0);
    }

    private void requireFit(Problem problem, long operand, int width) {
        int digits = Long.toString(operand).length();
        if (digits > width) {
            boolean equalWidths = encoding.leftWidth() == encoding.rightWidth();
            throw new DataException(problem + " has a number of " + digits + " digits"
                    + (equalWidths ? "" : operand == problem.left() ? " on the left" : " on the right")
                    + "; the model was made for at most " + width);
        }
    }

    /** Returns the number, or the signs themselves if they are none. */
    @Override
    public String decode(int... tokens) {
        String text = vocabulary().decode(tokens);
        String number =
                encoding.reversedResult() ? new StringBuilder(text).reverse().toString() : text;
        return number.matches("m?[0-9]+")
                ? number.replaceFirst("^(m?)0+(?=[0-9])", "$1").replace('m', '-')
                : text;
    }

    @Override
    public OptionalInt endToken() {
        return OptionalInt.of(ArithmeticEncoding.id(ArithmeticEncoding.END));
    }

    @Override
    public OptionalInt padToken() {
        return OptionalInt.of(encoding.padToken());
    }

    private Vocabulary vocabulary() {
        return ArithmeticEncoding.vocabulary(operator);
    }
}

package org.transformerbench.examples.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.data.arithmetic.ArithmeticConfig;
import org.transformerbench.data.arithmetic.Operator;
import org.transformerbench.data.arithmetic.Problem;

/** Reads problems as people write them: {@code 272+926=}, {@code 12 - 345}. */
final class TypedProblem {
    private static final Pattern FORM =
            Pattern.compile("\\s*([0-9]{1,18})\\s*([-+])\\s*([0-9]{1,18})\\s*=?\\s*\\??\\s*");

    private TypedProblem() {}

    /**
     * @throws ConfigException if the text is no problem
     */
    static Problem parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new ConfigException(
                    "'" + text + "' is no problem; write two numbers with + or - between them, as in \"272+926=\"");
        }
        Operator operator = parts.group(2).equals("+") ? Operator.PLUS : Operator.MINUS;
        return new Problem(Long.parseLong(parts.group(1)), operator, Long.parseLong(parts.group(3)));
    }

    /**
     * @throws ConfigException if a model of this data has never seen such a problem
     */
    static void requireFit(Problem problem, Operator operator, ArithmeticConfig config) {
        if (problem.operator() != operator) {
            throw new ConfigException(problem + " has the operator "
                    + problem.operator().symbol() + "; the model was made for " + operator.symbol());
        }
        int digits = String.valueOf(Math.max(problem.left(), problem.right())).length();
        if (digits > config.digits()) {
            throw new ConfigException(
                    problem + " has a number of " + digits + " digits; the model was made for at most "
                            + config.digits() + " (a model for more is trained with --set digits=" + digits + ")");
        }
    }
}

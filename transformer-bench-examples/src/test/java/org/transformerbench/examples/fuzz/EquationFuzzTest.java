package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.transformerbench.api.DataException;
import org.transformerbench.data.arithmetic.ArithmeticEncoding;
import org.transformerbench.data.arithmetic.Equation;
import org.transformerbench.data.arithmetic.Operator;
import org.transformerbench.data.arithmetic.Problem;

/** Problems as they stand in training data. */
class EquationFuzzTest {
    private static final Pattern REFUSED = Pattern.compile("(?s)'.*'( has [0-9]+ characters; leftWidth .*"
            + "| has no operator( at position [0-9]+)?| must have '[=|]' at position [0-9]+"
            + "| (has .*|states a negative zero),? at position [0-9]+)");

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Edit.some("m", "=", "|", "+", "-", "*", "0", "9", "m0", ".");
    }

    @Fuzz
    void a_spoiled_equation(
            @ForAll @IntRange(min = 1, max = 18) int width,
            @ForAll boolean reversed,
            @ForAll boolean reversedResult,
            @ForAll boolean padded,
            @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long left,
            @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long right,
            @ForAll Operator operator,
            @ForAll("edits") List<Edit> edits) {
        long limit = (long) Math.pow(10, width);
        Problem problem = new Problem(left % limit, operator, right % limit);
        ArithmeticEncoding encoding = new ArithmeticEncoding(
                width, width, operator.resultWidth(width, width), reversed, reversedResult, padded);
        String valid = encoding.text(problem);
        assertThat(encoding.parse(valid)).isEqualTo(new Equation(problem, problem.result()));

        String text = Edit.apply(edits, valid);
        Verdict.of(() -> encoding.parse(text), DataException.class, REFUSED)
                .ifPresent(read -> assertThat(encoding.prompt(read.problem()))
                        .isEqualTo(text.substring(0, text.indexOf('=') + 1)));
    }
}

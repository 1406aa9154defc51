package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.data.arithmetic.Problem;

/** Problems as people type them. */
class ProblemFuzzTest {
    private static final Pattern REFUSED =
            Pattern.compile("(?s)'.*' is no problem: position [0-9]+ has .+ where it must have .+; write two numbers .*"
                    + "|'.*' has a number of [0-9]+ digits; arithmetic has numbers of at most 18");

    /** What the parser accepts, as one expression. */
    private static final Pattern FORM =
            Pattern.compile("\\s*+0*([0-9]{1,18})\\s*+([-+*])\\s*+0*([0-9]{1,18})\\s*+=?+\\s*+\\??+\\s*+");

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> seeds = Arbitraries.of(
                "272+926=", " 12 - 345 ", "0+0=?", "999999999999999999-1 = ?", "0999999999999999999*1", "");
        Arbitrary<List<Edit>> edits = Edit.some("+", "-", "=", "?", " ", "1", "\u0661", "\uff0b", " ".repeat(5000));
        return Combinators.combine(seeds, edits).as((seed, some) -> Edit.apply(some, seed));
    }

    @Fuzz
    void a_spoiled_problem(@ForAll("texts") String text) {
        boolean read = Verdict.of(() -> Problem.parse(text), ConfigException.class, REFUSED)
                .map(problem -> assertThat(Problem.parse(problem.toString())).isEqualTo(problem))
                .isPresent();
        assertThat(read).isEqualTo(FORM.matcher(text).matches());
    }
}

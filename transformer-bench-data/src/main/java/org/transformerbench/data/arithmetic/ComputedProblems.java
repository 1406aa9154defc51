package org.transformerbench.data.arithmetic;

import java.util.Objects;
import java.util.Optional;

/**
 * Problems that are computed when they are read, so that their number does not matter.
 *
 * @param problems all of a range, in their order
 * @param first the first of them in this part
 * @param count problems in this part
 * @param encoding of all texts
 */
record ComputedProblems(PermutedProblems problems, long first, long count, ArithmeticEncoding encoding)
        implements Problems {

    @Override
    public ProblemText text(long problem) {
        return ProblemText.of(problems.problem(first + Objects.checkIndex(problem, count)), encoding);
    }

    @Override
    public Optional<String> definition() {
        return Optional.of(problems.definition() + ", problems " + first + " to " + (first + count) + ", " + encoding);
    }
}

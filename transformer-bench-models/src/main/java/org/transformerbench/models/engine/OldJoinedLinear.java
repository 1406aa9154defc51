package org.transformerbench.models.engine;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.kernel.Kernels;

/**
 * Projections of the same value, as of an attention's queries, keys and values, as one with the columns of all of them: its
 * rows are longer, and its input is read once.
 *
 * @param parts from left to right
 */
record OldJoinedLinear(List<Pattern.Linear> parts) {

    /** Empty where there is nothing to join: other patterns, other inputs, or parts that would begin within a vector. */
    static Optional<OldJoinedLinear> of(List<Pattern> patterns) {
        List<Pattern.Linear> parts = patterns.stream()
                .filter(Pattern.Linear.class::isInstance)
                .map(Pattern.Linear.class::cast)
                .toList();
        boolean joins = parts.size() == patterns.size()
                && parts.stream().map(Pattern.Linear::input).distinct().count() == 1
                && parts.stream().map(part -> part.bias() == null).distinct().count() == 1
                && parts.stream().allMatch(part -> part.width() % Kernels.LANES == 0);
        return joins ? Optional.of(new OldJoinedLinear(parts)) : Optional.empty();
    }

    /** The projection with the columns of all. */
    Pattern.Linear whole() {
        Pattern.Linear first = parts.get(0);
        IndexTensor weight = IndexTensor.sideBySide(
                parts.stream().map(Pattern.Linear::weight).toList());
        IndexTensor bias = first.bias() == null
                ? null
                : IndexTensor.sideBySide(parts.stream()
                        .map(part -> part.bias().reshape(new long[] {1, -1}))
                        .toList());
        return new Pattern.Linear(first.rows(), (int) weight.shape()[1], first.input(), weight, bias);
    }
}

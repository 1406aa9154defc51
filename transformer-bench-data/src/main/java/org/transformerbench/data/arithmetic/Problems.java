package org.transformerbench.data.arithmetic;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.Slice;

/** Problems with their texts, found by index from any thread. */
interface Problems {

    /** Returns the encoding of all texts. */
    ArithmeticEncoding encoding();

    /** Returns the number of problems. */
    long count();

    /**
     * Returns the text of a problem.
     *
     * @throws IndexOutOfBoundsException if there is no such problem
     */
    ProblemText text(long problem);

    /** Returns the slices of the answers; none where the problems are too many to be looked at. */
    default List<Slice> slices() {
        return List.of();
    }

    /**
     * Returns what the problems follow from, in as many words as it takes to tell them from all others; empty if only the problems
     * themselves say that.
     */
    default Optional<String> definition() {
        return Optional.empty();
    }
}

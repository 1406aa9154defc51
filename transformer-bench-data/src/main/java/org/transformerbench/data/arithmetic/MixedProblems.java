package org.transformerbench.data.arithmetic;

import java.util.List;
import java.util.Objects;

/**
 * Problems of several sets in turn, so that a problem drawn at random is as likely from one set as from another. A set that is smaller
 * than the largest one begins anew when it ends.
 *
 * @param sets not empty, none of them empty, with one encoding
 */
record MixedProblems(List<Problems> sets) implements Problems {

    MixedProblems {
        sets = List.copyOf(sets);
    }

    /** Returns the problems of all sets; of one set, itself. */
    static Problems of(List<Problems> sets) {
        return sets.size() == 1 ? sets.get(0) : new MixedProblems(sets);
    }

    @Override
    public ArithmeticEncoding encoding() {
        return sets.get(0).encoding();
    }

    @Override
    public long count() {
        return sets.size() * sets.stream().mapToLong(Problems::count).max().orElseThrow();
    }

    @Override
    public ProblemText text(long problem) {
        Problems set = sets.get((int) (Objects.checkIndex(problem, count()) % sets.size()));
        return set.text(problem / sets.size() % set.count());
    }
}

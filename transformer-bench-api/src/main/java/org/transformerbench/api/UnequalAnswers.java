package org.transformerbench.api;

import java.util.Objects;

/** Answers of different lengths, by the example after the last one of each. */
final class UnequalAnswers implements Answers {
    private final long[] ends;

    /**
     * @param ends in rising order
     */
    UnequalAnswers(long[] ends) {
        this.ends = ends;
    }

    @Override
    public long count() {
        return ends.length;
    }

    @Override
    public long firstExample(long answer) {
        int index = index(answer);
        return index == 0 ? 0 : ends[index - 1];
    }

    @Override
    public long endExample(long answer) {
        return ends[index(answer)];
    }

    private int index(long answer) {
        return (int) Objects.checkIndex(answer, (long) ends.length);
    }
}

package org.transformerbench.examples.cli;

import org.transformerbench.api.ExampleSet;

/**
 * The first examples of a set, for a look at a model that takes no time.
 *
 * @param all the set
 * @param size how many; at most as many as there are
 */
record FirstExamples(ExampleSet all, long size) implements ExampleSet {

    /** Returns a number of examples, or all if there are fewer. */
    static FirstExamples of(ExampleSet all, long most) {
        return new FirstExamples(all, Math.min(most, all.size()));
    }

    @Override
    public int positions() {
        return all.positions();
    }

    @Override
    public int targetsPerExample() {
        return all.targetsPerExample();
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        all.read(index, tokens, tokenOffset, targets, targetOffset);
    }

    @Override
    public int firstScoredTarget(long example) {
        return all.firstScoredTarget(example);
    }
}

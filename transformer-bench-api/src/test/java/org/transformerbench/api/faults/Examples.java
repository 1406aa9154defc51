package org.transformerbench.api.faults;

import org.transformerbench.api.ExampleSet;

/** Twenty examples of three tokens and one target, with the mistakes that its tests want. */
class Examples implements ExampleSet {
    @Override
    public long size() {
        return 20;
    }

    @Override
    public int positions() {
        return 3;
    }

    @Override
    public int targetsPerExample() {
        return 1;
    }

    @Override
    public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
        for (int i = 0; i < 3; i++) {
            tokens[tokenOffset + i] = i;
        }
        targets[targetOffset] = 1;
    }
}

package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;

/** The buffers of a program that are saved for the whole batch, from segment to segment: an array for each micro-batch. */
final class SavedBuffers {
    private final int[] sizes;
    private float[][][] byMicroBatch = {};

    SavedBuffers(LaneProgram program) {
        this.sizes = program.savedSizes();
    }

    /** Allocates arrays for a batch; earlier contents are lost. */
    void reserve(int microBatches) {
        int before = byMicroBatch.length;
        if (before < microBatches) {
            byMicroBatch = Arrays.copyOf(byMicroBatch, microBatches);
            for (int microBatch = before; microBatch < microBatches; microBatch++) {
                byMicroBatch[microBatch] =
                        Arrays.stream(sizes).mapToObj(LaneWorkspace::room).toArray(float[][]::new);
            }
        }
    }

    float[] of(int buffer, int microBatch) {
        return byMicroBatch[microBatch][buffer];
    }
}

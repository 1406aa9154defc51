package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;

/** Buffers of a program that are kept for the whole batch, from segment to segment: an array for each slice. */
final class KeptBuffers {
    private final int[] sizes;
    private float[][][] bySlice = {};

    KeptBuffers(SliceProgram program) {
        this.sizes = program.keptSizes();
    }

    /** Makes room for a batch; what was kept before is lost. */
    void reserve(int slices) {
        int before = bySlice.length;
        if (before < slices) {
            bySlice = Arrays.copyOf(bySlice, slices);
            for (int slice = before; slice < slices; slice++) {
                bySlice[slice] = Arrays.stream(sizes).mapToObj(Frame::room).toArray(float[][]::new);
            }
        }
    }

    float[] of(int buffer, int slice) {
        return bySlice[slice][buffer];
    }
}

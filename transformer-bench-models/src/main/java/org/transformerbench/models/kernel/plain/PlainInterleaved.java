package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.Functions;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.LaneNormKernels;
import org.transformerbench.models.kernel.LaneProductKernels;
import org.transformerbench.models.kernel.LaneReductionKernels;

/** {@link InterleavedKernels} in plain Java: loops over whole arrays, which the virtual machine turns into vector instructions. */
final class PlainInterleaved implements InterleavedKernels {
    /** Loops over fewer have few vectors beside single elements; with more, buffers leave the second-level cache. */
    private static final int LANES = 64;

    private static final Functions FUNCTIONS = new PlainFunctions();

    private final LaneProductKernels products = new PlainLaneProducts();

    private final LaneNormKernels norms = new PlainLaneNorms();

    private final LaneReductionKernels reductions = new PlainLaneReductions();

    @Override
    public int preferredLanes() {
        return LANES;
    }

    @Override
    public boolean wantsArraysFromZero() {
        return true;
    }

    @Override
    public LaneProductKernels products() {
        return products;
    }

    @Override
    public LaneNormKernels norms() {
        return norms;
    }

    @Override
    public LaneReductionKernels reductions() {
        return reductions;
    }

    @Override
    public Functions functions() {
        return FUNCTIONS;
    }

    @Override
    public void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes) {
        for (int run = 0; run < count; run++) {
            System.arraycopy(x, runs[first + run], y, to + run * lanes, lanes);
        }
    }
}

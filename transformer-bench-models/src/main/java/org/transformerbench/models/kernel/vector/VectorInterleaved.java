package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;

import org.transformerbench.models.kernel.Functions;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.LaneNormKernels;
import org.transformerbench.models.kernel.LaneProductKernels;
import org.transformerbench.models.kernel.LaneReductionKernels;

/** {@link InterleavedKernels} on the Vector API. */
final class VectorInterleaved implements InterleavedKernels {
    private static final int LANES = 32;

    private static final Functions FUNCTIONS = new VectorFunctions();

    private final LaneProductKernels products = new VectorLaneProducts();

    private final LaneNormKernels norms = new VectorLaneNorms();

    private final LaneReductionKernels reductions = new VectorLaneReductions();

    @Override
    public int preferredLanes() {
        return LANES;
    }

    @Override
    public boolean wantsArraysFromZero() {
        return false;
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
            int from = runs[first + run];
            int at = to + run * lanes;
            for (int i = 0; i < lanes; i += LENGTH) {
                load(x, from + i).intoArray(y, at + i);
            }
        }
    }
}

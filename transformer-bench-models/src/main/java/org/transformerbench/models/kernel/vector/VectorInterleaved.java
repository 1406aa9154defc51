package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.Functions;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.LaneProductKernels;

/** {@link InterleavedKernels} on the Vector API. */
final class VectorInterleaved implements InterleavedKernels {
    private static final int LANES = 32;

    private static final Functions FUNCTIONS = new VectorFunctions();

    private final LaneProductKernels products = new VectorLaneProducts();

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

    @Override
    public void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector sum = of(0);
            for (int run : runs) {
                sum = sum.add(load(x, from + run + i));
            }
            sum.intoArray(y, to + i);
        }
    }

    @Override
    public void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector largest = of(Float.NEGATIVE_INFINITY);
            for (int run : runs) {
                largest = largest.max(load(x, from + run + i));
            }
            largest.intoArray(y, to + i);
        }
    }

    @Override
    public void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        for (int i = 0; i < lanes; i += LENGTH) {
            FloatVector largest = load(x, from + i);
            for (int run = 1; run < width; run++) {
                largest = largest.max(load(x, from + i + run * step));
            }
            FloatVector sum = of(0);
            for (int run = 0; run < width; run++) {
                FloatVector power =
                        VectorMath.exp(load(x, from + i + run * step).sub(largest));
                power.intoArray(y, to + i + run * toStep);
                sum = sum.add(power);
            }
            FloatVector factor = of(1).div(sum);
            for (int run = 0; run < width; run++) {
                int at = to + i + run * toStep;
                load(y, at).mul(factor).intoArray(y, at);
            }
        }
    }

    @Override
    public void norm(
            boolean centred, float epsilon, float[] x, int from, int step, float[] y, int to, int width, int lanes) {
        VectorLaneNorms.norm(centred, epsilon, x, from, step, y, to, width, lanes);
    }

    @Override
    public void normGradient(
            boolean centred,
            float epsilon,
            float[] x,
            int from,
            int step,
            float[] g,
            int gFrom,
            int gStep,
            float[] y,
            int to,
            int width,
            int lanes) {
        VectorLaneNorms.gradient(centred, epsilon, x, from, step, g, gFrom, gStep, y, to, width, lanes);
    }

    @Override
    public void laneSums(float[] x, int[] runs, float[] sums, int lanes) {
        for (int run = 0; run < runs.length; run++) {
            FloatVector sum = load(x, runs[run]);
            for (int lane = LENGTH; lane < lanes; lane += LENGTH) {
                sum = sum.add(load(x, runs[run] + lane));
            }
            sums[run] += VectorMath.sum(sum);
        }
    }
}

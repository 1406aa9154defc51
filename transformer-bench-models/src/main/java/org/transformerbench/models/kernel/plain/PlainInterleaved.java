package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Functions;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LaneProductKernels;

/** {@link InterleavedKernels} in plain Java: loops over whole arrays, which the virtual machine turns into vector instructions. */
final class PlainInterleaved implements InterleavedKernels {
    /** Loops over fewer have few vectors beside single elements; with more, buffers leave the second-level cache. */
    private static final int LANES = 64;

    /** Inner products are added up in as many parts at once. */
    private static final int PARTS = Kernels.LANES;

    private static final Functions FUNCTIONS = new PlainFunctions();

    private final LaneProductKernels products = new PlainLaneProducts();

    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final ThreadLocal<PlainLaneSpace> space = ThreadLocal.withInitial(PlainLaneSpace::new);

    private final ThreadLocal<float[]> parts = ThreadLocal.withInitial(() -> new float[PARTS]);

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
    public Functions functions() {
        return FUNCTIONS;
    }

    @Override
    public void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes) {
        for (int run = 0; run < count; run++) {
            System.arraycopy(x, runs[first + run], y, to + run * lanes, lanes);
        }
    }

    @Override
    public void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        space.get().sum(x, from, runs, y, to, lanes);
    }

    @Override
    public void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        space.get().largest(x, from, runs, y, to, lanes);
    }

    @Override
    public void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        space.get().softmax(x, from, step, y, to, toStep, width, lanes);
    }

    @Override
    public void norm(
            boolean centred, float epsilon, float[] x, int from, int step, float[] y, int to, int width, int lanes) {
        space.get().norm(centred, epsilon, x, from, step, y, to, width, lanes);
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
        space.get().normGradient(centred, epsilon, x, from, step, g, gFrom, gStep, y, to, width, lanes);
    }

    @Override
    public void laneSums(float[] x, int[] runs, float[] sums, int lanes) {
        float[] parts = this.parts.get();
        for (int run = 0; run < runs.length; run++) {
            sums[run] += total(x, runs[run], lanes, parts);
        }
    }

    private static float total(float[] x, int from, int lanes, float[] parts) {
        Arrays.fill(parts, 0);
        for (int block = 0; block < lanes; block += PARTS) {
            for (int i = 0; i < PARTS; i++) {
                parts[i] += x[from + block + i];
            }
        }
        float sum = 0;
        for (float part : parts) {
            sum += part;
        }
        return sum;
    }
}

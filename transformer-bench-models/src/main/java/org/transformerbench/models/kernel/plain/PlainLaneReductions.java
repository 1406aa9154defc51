package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LaneReductionKernels;
import org.transformerbench.models.kernel.PerThread;

/** Reductions of runs of lanes as plain loops. */
final class PlainLaneReductions implements LaneReductionKernels {
    /** The lanes of a run are added up in as many parts at once. */
    private static final int PARTS = Kernels.LANES;

    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<Space> spaces = new PerThread<>(Space::new);

    @Override
    public void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        combine(x, from, runs, y, to, lanes, PlainRuns::accumulate);
    }

    @Override
    public void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        combine(x, from, runs, y, to, lanes, PlainRuns::raise);
    }

    /** A way to take a run into the result. */
    private interface Combination {
        void take(float[] run, float[] result, int lanes);
    }

    private void combine(float[] x, int from, int[] runs, float[] y, int to, int lanes, Combination combination) {
        Space space = spaces.get();
        space.reserve(lanes);
        float[] result = space.result;
        float[] run = space.run;
        System.arraycopy(x, from + runs[0], result, 0, lanes);
        for (int i = 1; i < runs.length; i++) {
            System.arraycopy(x, from + runs[i], run, 0, lanes);
            combination.take(run, result, lanes);
        }
        System.arraycopy(result, 0, y, to, lanes);
    }

    @Override
    public void laneSums(float[] x, int[] runs, float[] sums, int lanes) {
        float[] parts = spaces.get().parts;
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

    /** One thread's arrays. */
    private static final class Space {
        private final float[] parts = new float[PARTS];
        private float[] result = {};
        private float[] run = {};

        /** Makes arrays long enough, if they are not. */
        void reserve(int length) {
            if (result.length < length) {
                result = new float[length];
                run = new float[length];
            }
        }
    }
}

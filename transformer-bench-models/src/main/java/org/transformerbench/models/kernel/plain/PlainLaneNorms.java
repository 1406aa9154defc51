package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.LaneNormKernels;
import org.transformerbench.models.kernel.PerThread;

/**
 * Normalisation over runs of lanes as plain loops. Runs are copied to the beginning of arrays, side by side, since the compiler makes
 * vectors of loops over whole arrays, and has few single elements beside them where loops are long.
 */
final class PlainLaneNorms implements LaneNormKernels {
    /** Contents do not outlive a call: which thread makes it does not matter to its result. */
    private final PerThread<Space> spaces = new PerThread<>(Space::new);

    @Override
    public void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        int length = width * lanes;
        Space space = spaces.get();
        space.reserve(length);
        float[] powers = space.values;
        float[] each = space.inverse;
        float[] other = space.run;
        for (int run = 0; run < width; run++) {
            System.arraycopy(x, from + run * step, powers, run * lanes, lanes);
        }
        System.arraycopy(powers, 0, each, 0, lanes);
        for (int run = 1; run < width; run++) {
            System.arraycopy(powers, run * lanes, other, 0, lanes);
            PlainRuns.raise(other, each, lanes);
        }
        PlainRuns.repeat(each, lanes, length);
        subtract(powers, each, length);
        FastMath.exp(powers, each, powers, length);
        Arrays.fill(each, 0, lanes, 0);
        for (int run = 0; run < width; run++) {
            System.arraycopy(powers, run * lanes, other, 0, lanes);
            PlainRuns.accumulate(other, each, lanes);
        }
        for (int i = 0; i < lanes; i++) {
            each[i] = 1 / each[i];
        }
        PlainRuns.repeat(each, lanes, length);
        multiply(powers, each, length);
        for (int run = 0; run < width; run++) {
            System.arraycopy(powers, run * lanes, y, to + run * toStep, lanes);
        }
    }

    @Override
    public void norm(
            boolean centred, float epsilon, float[] x, int from, int step, float[] y, int to, int width, int lanes) {
        int length = width * lanes;
        Space space = spaces.get();
        space.reserve(length);
        normalise(space, centred, epsilon, x, from, step, width, lanes);
        store(space.values, y, to, length);
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
        int length = width * lanes;
        Space space = spaces.get();
        space.reserve(length);
        float[] values = space.values;
        float[] inverse = space.inverse;
        float[] upstream = space.upstream;
        float[] means = space.means;
        normalise(space, centred, epsilon, x, from, step, width, lanes);
        loadRuns(g, gFrom, gStep, upstream, width, lanes);
        if (centred) {
            means(upstream, space.run, means, width, lanes, length);
            subtract(upstream, means, length);
        }
        float[] products = space.products;
        for (int i = 0; i < length; i++) {
            products[i] = values[i] * upstream[i];
        }
        means(products, space.run, means, width, lanes, length);
        for (int i = 0; i < length; i++) {
            upstream[i] = (upstream[i] - values[i] * means[i]) * inverse[i];
        }
        store(upstream, y, to, length);
    }

    /** Puts the normalised runs, and what the centred ones were multiplied by, into the space's arrays. */
    private static void normalise(
            Space space, boolean centred, float epsilon, float[] x, int from, int step, int width, int lanes) {
        float[] values = space.values;
        float[] inverse = space.inverse;
        int length = width * lanes;
        loadRuns(x, from, step, values, width, lanes);
        if (centred) {
            means(values, space.run, inverse, width, lanes, length);
            subtract(values, inverse, length);
        }
        float[] squares = space.products;
        for (int i = 0; i < length; i++) {
            squares[i] = values[i] * values[i];
        }
        means(squares, space.run, inverse, width, lanes, length);
        for (int i = 0; i < lanes; i++) {
            float root = (float) Math.sqrt(inverse[i] + epsilon);
            inverse[i] = root == 0 ? 1 : 1 / root;
        }
        PlainRuns.repeat(inverse, lanes, length);
        multiply(values, inverse, length);
    }

    private static void loadRuns(float[] x, int from, int step, float[] to, int width, int lanes) {
        for (int run = 0; run < width; run++) {
            System.arraycopy(x, from + run * step, to, run * lanes, lanes);
        }
    }

    private static void store(float[] x, float[] y, int to, int length) {
        System.arraycopy(x, 0, y, to, length);
    }

    /**
     * The mean over runs that lie side by side, in place of each.
     *
     * @param run overwritten
     */
    private static void means(float[] x, float[] run, float[] y, int width, int lanes, int length) {
        System.arraycopy(x, 0, y, 0, lanes);
        for (int i = 1; i < width; i++) {
            System.arraycopy(x, i * lanes, run, 0, lanes);
            PlainRuns.accumulate(run, y, lanes);
        }
        float share = 1f / width;
        for (int i = 0; i < lanes; i++) {
            y[i] *= share;
        }
        PlainRuns.repeat(y, lanes, length);
    }

    private static void subtract(float[] y, float[] x, int length) {
        for (int i = 0; i < length; i++) {
            y[i] -= x[i];
        }
    }

    private static void multiply(float[] y, float[] x, int length) {
        for (int i = 0; i < length; i++) {
            y[i] *= x[i];
        }
    }

    /** One thread's arrays. */
    private static final class Space {
        private float[] values = {};
        private float[] inverse = {};
        private float[] upstream = {};
        private float[] means = {};
        private float[] products = {};
        private float[] run = {};

        /** Makes arrays long enough, if they are not. */
        void reserve(int length) {
            if (values.length < length) {
                values = new float[length];
                inverse = new float[length];
                upstream = new float[length];
                means = new float[length];
                products = new float[length];
                run = new float[length];
            }
        }
    }
}

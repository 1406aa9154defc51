package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.InterleavedKernels;

/**
 * One thread's arrays for {@link PlainInterleaved}: runs of lanes are copied to the beginning of arrays, several side by side, since
 * the compiler makes vectors of loops over whole arrays, and has few single elements beside them where loops are long.
 */
final class PlainLaneSpace {
    /** Arrays of as many floats as there are. */
    private static final int ROWS = 5;

    private float[][] right = {};
    private float[] sum = {};
    private float[] other = {};

    /** Makes arrays long enough, if they are not. */
    private void reserve(int length) {
        if (sum.length < length) {
            right = new float[ROWS][length];
            sum = new float[length];
            other = new float[length];
        }
    }

    /** See {@link InterleavedKernels#sum}. */
    void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        reserve(lanes);
        System.arraycopy(x, from + runs[0], sum, 0, lanes);
        for (int run = 1; run < runs.length; run++) {
            System.arraycopy(x, from + runs[run], other, 0, lanes);
            PlainRuns.accumulate(other, sum, lanes);
        }
        System.arraycopy(sum, 0, y, to, lanes);
    }

    /** See {@link InterleavedKernels#largest}. */
    void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        reserve(lanes);
        System.arraycopy(x, from + runs[0], sum, 0, lanes);
        for (int run = 1; run < runs.length; run++) {
            System.arraycopy(x, from + runs[run], other, 0, lanes);
            PlainRuns.raise(other, sum, lanes);
        }
        System.arraycopy(sum, 0, y, to, lanes);
    }

    /** See {@link InterleavedKernels#softmax}. */
    void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        int length = width * lanes;
        reserve(length);
        float[] powers = right[0];
        float[] each = right[1];
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

    /** See {@link InterleavedKernels#norm}. */
    void norm(boolean centred, float epsilon, float[] x, int from, int step, float[] y, int to, int width, int lanes) {
        int length = width * lanes;
        reserve(length);
        float[] values = right[0];
        float[] inverse = right[1];
        normalise(centred, epsilon, x, from, step, values, inverse, width, lanes);
        store(values, y, to, length);
    }

    /** See {@link InterleavedKernels#normGradient}. */
    void normGradient(
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
        reserve(length);
        float[] values = right[0];
        float[] inverse = right[1];
        float[] upstream = right[2];
        float[] means = right[3];
        normalise(centred, epsilon, x, from, step, values, inverse, width, lanes);
        loadRuns(g, gFrom, gStep, upstream, width, lanes);
        if (centred) {
            means(upstream, means, width, lanes, length);
            subtract(upstream, means, length);
        }
        float[] products = right[4];
        for (int i = 0; i < length; i++) {
            products[i] = values[i] * upstream[i];
        }
        means(products, means, width, lanes, length);
        for (int i = 0; i < length; i++) {
            upstream[i] = (upstream[i] - values[i] * means[i]) * inverse[i];
        }
        store(upstream, y, to, length);
    }

    private void normalise(
            boolean centred,
            float epsilon,
            float[] x,
            int from,
            int step,
            float[] values,
            float[] inverse,
            int width,
            int lanes) {
        int length = width * lanes;
        loadRuns(x, from, step, values, width, lanes);
        if (centred) {
            means(values, inverse, width, lanes, length);
            subtract(values, inverse, length);
        }
        float[] squares = right[3];
        for (int i = 0; i < length; i++) {
            squares[i] = values[i] * values[i];
        }
        means(squares, inverse, width, lanes, length);
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

    /** The mean over runs that lie side by side, in place of each. */
    private void means(float[] x, float[] y, int width, int lanes, int length) {
        System.arraycopy(x, 0, y, 0, lanes);
        for (int run = 1; run < width; run++) {
            System.arraycopy(x, run * lanes, other, 0, lanes);
            PlainRuns.accumulate(other, y, lanes);
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
}

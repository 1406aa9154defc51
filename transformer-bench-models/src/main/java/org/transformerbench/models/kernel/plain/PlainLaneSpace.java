package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Strides;

/**
 * One thread's arrays for {@link PlainInterleaved}: runs of lanes are copied to the beginning of arrays, several side by side, since
 * the compiler makes vectors of loops over whole arrays, and has few single elements beside them where loops are long.
 */
final class PlainLaneSpace {
    /** Floats of an array, unless one run has more. */
    private static final int LENGTH = 512;

    /** Inner indices of a product that are copied at a time. */
    private static final int DEPTH = 24;

    private float[][] right = {};
    private final float[][] left = new float[3][];
    private float[] sum = {};
    private float[] other = {};
    private float[] zeros = {};

    /** Makes arrays long enough, if they are not. */
    private void reserve(int length) {
        if (sum.length < length) {
            right = new float[DEPTH][length];
            Arrays.setAll(left, i -> new float[length]);
            sum = new float[length];
            other = new float[length];
            zeros = new float[length];
        }
    }

    /** See {@link InterleavedKernels#product}. */
    void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes) {
        int most = Math.max(1, LENGTH / lanes);
        reserve(Math.max(LENGTH, lanes));
        for (int column = 0; column < n; column += most) {
            int columns = Math.min(most, n - column);
            int length = columns * lanes;
            for (int first = 0; first < k; first += DEPTH) {
                int depth = Math.min(DEPTH, k - first);
                for (int i = 0; i < depth; i++) {
                    load(b, first + i, column, columns, lanes, right[i]);
                }
                for (int row = 0; row < m; row++) {
                    if (first == 0) {
                        Arrays.fill(sum, 0, length, 0);
                    } else {
                        load(c, row, column, columns, lanes, sum);
                    }
                    int at = a.offset() + row * a.row() + first * a.column();
                    addProducts(a.data(), at, a.column(), depth, lanes, length);
                    for (int j = 0; j < columns; j++) {
                        int to = c.offset() + row * c.row() + (column + j) * c.column();
                        System.arraycopy(sum, j * lanes, c.data(), to, lanes);
                    }
                }
            }
        }
    }

    private static void load(Strides x, int row, int column, int columns, int lanes, float[] to) {
        for (int j = 0; j < columns; j++) {
            int from = x.offset() + row * x.row() + (column + j) * x.column();
            System.arraycopy(x.data(), from, to, j * lanes, lanes);
        }
    }

    /** Adds up elements of a row times rows of the other factor, three at a time. */
    private void addProducts(float[] a, int at, int step, int depth, int lanes, int length) {
        for (int i = 0; i < depth; i += 3) {
            for (int j = 0; j < 3 && i + j < depth; j++) {
                System.arraycopy(a, at + (i + j) * step, left[j], 0, lanes);
                repeat(left[j], lanes, length);
            }
            float[] p = i + 1 < depth ? left[1] : zeros;
            float[] q = i + 2 < depth ? left[2] : zeros;
            float[] u = i + 1 < depth ? right[i + 1] : zeros;
            float[] v = i + 2 < depth ? right[i + 2] : zeros;
            add(left[0], right[i], p, u, q, v, sum, length);
        }
    }

    private static void add(float[] a, float[] b, float[] p, float[] u, float[] q, float[] v, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = y[i] + a[i] * b[i] + p[i] * u[i] + q[i] * v[i];
        }
    }

    /** Copies a run until the whole length is full of it. */
    private static void repeat(float[] x, int lanes, int length) {
        for (int filled = lanes; filled < length; filled *= 2) {
            System.arraycopy(x, 0, x, filled, Math.min(filled, length - filled));
        }
    }

    /** See {@link InterleavedKernels#sum}. */
    void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        reserve(lanes);
        System.arraycopy(x, from + runs[0], sum, 0, lanes);
        for (int run = 1; run < runs.length; run++) {
            System.arraycopy(x, from + runs[run], other, 0, lanes);
            add(other, sum, lanes);
        }
        System.arraycopy(sum, 0, y, to, lanes);
    }

    private static void add(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] += x[i];
        }
    }

    /** See {@link InterleavedKernels#largest}. */
    void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        reserve(lanes);
        System.arraycopy(x, from + runs[0], sum, 0, lanes);
        for (int run = 1; run < runs.length; run++) {
            System.arraycopy(x, from + runs[run], other, 0, lanes);
            raise(other, sum, lanes);
        }
        System.arraycopy(sum, 0, y, to, lanes);
    }

    private static void raise(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = Math.max(y[i], x[i]);
        }
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
            raise(other, each, lanes);
        }
        repeat(each, lanes, length);
        subtract(powers, each, length);
        FastMath.exp(powers, each, powers, length);
        Arrays.fill(each, 0, lanes, 0);
        for (int run = 0; run < width; run++) {
            System.arraycopy(powers, run * lanes, other, 0, lanes);
            add(other, each, lanes);
        }
        for (int i = 0; i < lanes; i++) {
            each[i] = 1 / each[i];
        }
        repeat(each, lanes, length);
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
        repeat(inverse, lanes, length);
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
            add(other, y, lanes);
        }
        float share = 1f / width;
        for (int i = 0; i < lanes; i++) {
            y[i] *= share;
        }
        repeat(y, lanes, length);
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

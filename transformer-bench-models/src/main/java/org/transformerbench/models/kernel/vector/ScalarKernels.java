package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.AdamWFactors;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;
import org.transformerbench.models.kernel.plain.PlainKernels;

/**
 * {@link VectorKernels} number by number, with the same results bit by bit. Until C2 has compiled a loop over vectors, each of them is
 * an object on the heap, and the loop takes a hundred times as long; these loops are slow too before that, but not as slow.
 */
final class ScalarKernels extends BlockKernels {
    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);
    private static final float SQRT_HALF = (float) Math.sqrt(0.5);
    private static final float NORMAL_DENSITY_AT_0 = (float) (1 / Math.sqrt(2 * Math.PI));
    private static final float CUBIC = 0.044715f;

    private final Kernels vector;
    private final int length;
    private final HeadGroup group;
    private final ScalarRows onRows;
    /** Whose sums and masks are the same, element by element. */
    private final PlainKernels plain;

    /**
     * @param vector the set whose results these have
     * @param lanes of its vectors
     */
    ScalarKernels(Kernels vector, int lanes) {
        this(vector, lanes, new PlainKernels());
    }

    private ScalarKernels(Kernels vector, int lanes, PlainKernels plain) {
        this(vector, new ScalarHeadGroup(plain, lanes), plain);
    }

    private ScalarKernels(Kernels vector, HeadGroup group, PlainKernels plain) {
        super(group, new ScalarQueryLanes(group));
        this.vector = vector;
        this.length = group.length();
        this.group = group;
        this.plain = plain;
        this.onRows = new ScalarRows(length);
    }

    @Override
    public String name() {
        return vector.name();
    }

    @Override
    public InterleavedKernels interleaved() {
        return vector.interleaved();
    }

    @Override
    public void columnSums(float[] dy, float[] sums, int rows, int n) {
        int whole = rows / 4 * 4 * n;
        for (int j = 0; j < n; j++) {
            float a = sums[j];
            float b = 0;
            float c = 0;
            float d = 0;
            for (int at = j; at < whole; at += 4 * n) {
                a += dy[at];
                b += dy[at + n];
                c += dy[at + 2 * n];
                d += dy[at + 3 * n];
            }
            for (int at = whole + j; at < rows * n; at += n) {
                a += dy[at];
            }
            sums[j] = a + b + (c + d);
        }
    }

    @Override
    public void add(float[] x, float[] y, int size) {
        plain.add(x, y, size);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int size) {
        plain.add(x, xOffset, y, yOffset, size);
    }

    @Override
    public void sum(float[] x, float[] y, float[] z, int size) {
        plain.sum(x, y, z, size);
    }

    @Override
    public void layerNorm(
            float[] x,
            float[] gain,
            float[] bias,
            float[] y,
            float[] normalised,
            float[] inverseDeviation,
            int rows,
            int width,
            float epsilon) {
        onRows.layerNorm(x, gain, bias, y, normalised, inverseDeviation, rows, width, epsilon);
    }

    @Override
    public void layerNormBackward(
            float[] dy,
            float[] gain,
            float[] normalised,
            float[] inverseDeviation,
            float[] dx,
            float[] dGain,
            float[] dBias,
            int rows,
            int width) {
        onRows.layerNormBackward(dy, gain, normalised, inverseDeviation, dx, dGain, dBias, rows, width);
    }

    @Override
    public void geluTanh(float[] x, float[] y, float[] t, int size) {
        for (int i = 0; i < size; i++) {
            float v = x[i];
            float tanh = ScalarMath.tanh(Math.fma(v * v, SQRT_2_OVER_PI * CUBIC, SQRT_2_OVER_PI) * v);
            t[i] = tanh;
            float half = v * 0.5f;
            y[i] = Math.fma(half, tanh, half);
        }
    }

    @Override
    public void geluTanhBackward(float[] x, float[] t, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i++) {
            float v = x[i];
            float tanh = t[i];
            float slope = Math.fma(v * v, 1.5f * SQRT_2_OVER_PI * CUBIC, 0.5f * SQRT_2_OVER_PI) * v;
            float derivative = Math.fma(slope, 1f - tanh * tanh, Math.fma(tanh, 0.5f, 0.5f));
            dx[i] = Math.fma(dy[i], derivative, dx[i]);
        }
    }

    @Override
    public void geluErf(float[] x, float[] y, float[] c, int size) {
        for (int i = 0; i < size; i++) {
            float distribution = Math.fma(ScalarMath.erf(x[i] * SQRT_HALF), 0.5f, 0.5f);
            c[i] = distribution;
            y[i] = x[i] * distribution;
        }
    }

    @Override
    public void geluErfBackward(float[] x, float[] c, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i++) {
            float v = x[i];
            float density = ScalarMath.exp(v * v * -0.5f) * NORMAL_DENSITY_AT_0;
            dx[i] = Math.fma(dy[i], Math.fma(density, v, c[i]), dx[i]);
        }
    }

    @Override
    public void relu(float[] x, float[] y, int size) {
        plain.relu(x, y, size);
    }

    @Override
    public void reluBackward(float[] x, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i++) {
            dx[i] += x[i] > 0 ? dy[i] : 0;
        }
    }

    @Override
    public void causalSoftmax(float[] x, int stride, int earlier, int rows, float scale) {
        onRows.causalSoftmax(x, stride, earlier, rows, scale);
    }

    @Override
    public void crossEntropy(
            float[] x, float[] dx, int[] targets, int firstTarget, int rows, int width, float scale, double[] sums) {
        onRows.crossEntropy(x, dx, targets, firstTarget, rows, width, scale, sums);
    }

    @Override
    public void dropout(float[] x, int size, float rate, long key, int first) {
        plain.dropout(x, size, rate, key, first);
    }

    @Override
    public void adamW(float[] p, float[] g, float[] m, float[] v, int from, int to, AdamWFactors factors) {
        int end = from + (to - from) / length * length;
        for (int i = from; i < end; i++) {
            m[i] = m[i] * factors.beta1() + g[i] * (1 - factors.beta1());
            v[i] = v[i] * factors.beta2() + g[i] * g[i] * (1 - factors.beta2());
            float root = (float) Math.sqrt(v[i]) * factors.inverseRootCorrection() + factors.epsilon();
            p[i] = p[i] * factors.decay() - m[i] * factors.rate() / root;
        }
        plain.adamW(p, g, m, v, end, to, factors);
    }

    @Override
    void lastAttention(HeadLayout layout, Strided queries, Strided keys, Strided values, float[] weights, Strided out) {
        ScalarLastAttention.forward(group, layout, queries, keys, values, weights, out);
    }

    @Override
    void lastAttentionBackward(
            HeadLayout layout,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights,
            Strided dOut,
            Strided dQueries,
            Strided dKeys,
            Strided dValues) {
        ScalarLastAttention.backward(group, layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
    }
}

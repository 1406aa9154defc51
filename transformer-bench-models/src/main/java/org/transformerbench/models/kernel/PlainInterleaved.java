package org.transformerbench.models.kernel;

import java.util.Arrays;

/** {@link InterleavedKernels} in plain Java: loops over the lanes, which the virtual machine turns into vector instructions. */
final class PlainInterleaved implements InterleavedKernels {
    /** Loops over fewer are over before the part that works on vectors begins. */
    private static final int LANES = 128;

    /** Inner products are added up in as many parts at once. */
    private static final int PARTS = Kernels.LANES;

    private static final Functions FUNCTIONS = new PlainFunctions();

    @Override
    public int preferredLanes() {
        return LANES;
    }

    @Override
    public Functions functions() {
        return FUNCTIONS;
    }

    private static void power(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = FastMath.exp(x[from + i]);
        }
    }

    @Override
    public void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes) {
        for (int run = 0; run < count; run++) {
            System.arraycopy(x, runs[first + run], y, to + run * lanes, lanes);
        }
    }

    @Override
    public void sum(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        System.arraycopy(x, from + runs[0], y, to, lanes);
        for (int run = 1; run < runs.length; run++) {
            add(x, from + runs[run], y, to, lanes);
        }
    }

    private static void add(float[] x, int from, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i++) {
            y[to + i] += x[from + i];
        }
    }

    @Override
    public void largest(float[] x, int from, int[] runs, float[] y, int to, int lanes) {
        System.arraycopy(x, from + runs[0], y, to, lanes);
        for (int run = 1; run < runs.length; run++) {
            raise(x, from + runs[run], y, to, lanes);
        }
    }

    private static void raise(float[] x, int from, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i++) {
            y[to + i] = Math.max(y[to + i], x[from + i]);
        }
    }

    @Override
    public void softmax(float[] x, int from, int step, float[] y, int to, int toStep, int width, int lanes) {
        float[] largest = new float[lanes];
        float[] sum = new float[lanes];
        System.arraycopy(x, from, largest, 0, lanes);
        for (int run = 1; run < width; run++) {
            raise(x, from + run * step, largest, 0, lanes);
        }
        for (int run = 0; run < width; run++) {
            int at = to + run * toStep;
            subtract(x, from + run * step, largest, y, at, lanes);
            power(y, at, y, at, lanes);
            add(y, at, sum, 0, lanes);
        }
        for (int i = 0; i < lanes; i++) {
            sum[i] = 1 / sum[i];
        }
        for (int run = 0; run < width; run++) {
            multiply(y, to + run * toStep, sum, lanes);
        }
    }

    private static void subtract(float[] x, int from, float[] minus, float[] y, int to, int lanes) {
        for (int i = 0; i < lanes; i++) {
            y[to + i] = x[from + i] - minus[i];
        }
    }

    private static void multiply(float[] y, int to, float[] factor, int lanes) {
        for (int i = 0; i < lanes; i++) {
            y[to + i] *= factor[i];
        }
    }

    @Override
    public void product(Strides a, Strides b, Strides c, int m, int k, int n, int lanes) {
        float[] sum = new float[lanes];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                Arrays.fill(sum, 0);
                for (int i = 0; i < k; i++) {
                    int left = a.offset() + row * a.row() + i * a.column();
                    int right = b.offset() + i * b.row() + column * b.column();
                    addProduct(a.data(), left, b.data(), right, sum, lanes);
                }
                System.arraycopy(sum, 0, c.data(), c.offset() + row * c.row() + column * c.column(), lanes);
            }
        }
    }

    private static void addProduct(float[] a, int aAt, float[] b, int bAt, float[] sum, int lanes) {
        for (int i = 0; i < lanes; i++) {
            sum[i] += a[aAt + i] * b[bAt + i];
        }
    }

    @Override
    public void weighted(Strides w, Strides x, int[] xColumns, Strides c, int[] cColumns, int m, int k, int lanes) {
        float[] sum = new float[lanes];
        for (int j = 0; j < xColumns.length; j++) {
            int xAt = x.offset() + xColumns[j];
            for (int row = 0; row < m; row++) {
                Arrays.fill(sum, 0);
                int wAt = w.offset() + row * w.row();
                int i = 0;
                for (; i + 4 <= k; i += 4) {
                    addFour(
                            w.data(),
                            wAt + i * w.column(),
                            w.column(),
                            x.data(),
                            xAt + i * x.row(),
                            x.row(),
                            sum,
                            lanes);
                }
                for (; i < k; i++) {
                    addScaled(w.data()[wAt + i * w.column()], x.data(), xAt + i * x.row(), sum, lanes);
                }
                System.arraycopy(sum, 0, c.data(), c.offset() + cColumns[j] + row * c.row(), lanes);
            }
        }
    }

    private static void addFour(float[] w, int wAt, int wStep, float[] x, int xAt, int xStep, float[] sum, int lanes) {
        float w0 = w[wAt];
        float w1 = w[wAt + wStep];
        float w2 = w[wAt + 2 * wStep];
        float w3 = w[wAt + 3 * wStep];
        int second = xAt + xStep;
        int third = second + xStep;
        int fourth = third + xStep;
        for (int i = 0; i < lanes; i++) {
            sum[i] += w0 * x[xAt + i] + w1 * x[second + i] + w2 * x[third + i] + w3 * x[fourth + i];
        }
    }

    private static void addScaled(float factor, float[] x, int from, float[] sum, int lanes) {
        for (int i = 0; i < lanes; i++) {
            sum[i] += factor * x[from + i];
        }
    }

    @Override
    public void dot(Strides a, int[] aPairs, Strides b, int[] bPairs, Strides c, int m, int n, int lanes) {
        float[] sum = new float[lanes];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                Arrays.fill(sum, 0);
                int aAt = a.offset() + row * a.row();
                int bAt = b.offset() + column * b.column();
                for (int i = 0; i < aPairs.length; i++) {
                    addProduct(a.data(), aAt + aPairs[i], b.data(), bAt + bPairs[i], sum, lanes);
                }
                c.data()[c.offset() + row * c.row() + column * c.column()] += total(sum, 0, lanes);
            }
        }
    }

    @Override
    public void laneSums(float[] x, int[] runs, float[] sums, int lanes) {
        for (int run = 0; run < runs.length; run++) {
            sums[run] += total(x, runs[run], lanes);
        }
    }

    private static float total(float[] x, int from, int lanes) {
        float[] parts = new float[PARTS];
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

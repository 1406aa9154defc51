package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.doubles;
import static org.transformerbench.models.kernel.Padded.matrix;
import static org.transformerbench.models.kernel.Padded.numbers;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes gradients of products and sums are products and sums; that they are the right ones, finite differences say. */
class LinearKernelsSlopeTest {
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void gradients_are_the_slopes_of_a_linear_layer(String set, int rows) {
        // Each size takes each part once.
        int at = Arrays.binarySearch(Padded.SIZES, rows);
        int k = Padded.SIZES[(at + 3) % Padded.SIZES.length];
        int width = Padded.SIZES[(at + 6) % Padded.SIZES.length];
        int kStride = Kernels.stride(k);
        int n = Kernels.stride(width);
        float[] x = matrix(rows, k, 1);
        float[] w = matrix(k, width, 2);
        float[] dy = matrix(rows, width, 3);
        float[] transposed = new float[width * kStride];
        for (int i = 0; i < k * width; i++) {
            transposed[i % width * kStride + i / width] = w[i / width * n + i % width];
        }
        float[] dx = new float[rows * kStride];
        float[] inPanels = new float[k * n];
        float[] dBias = new float[n];
        Kernels kernels = KernelChoice.named(set);
        Strided dyRows = new Strided(dy, 0, n);
        float[] factor = Padded.panels(set, transposed, width, kStride);
        kernels.products().linear(dyRows, factor, null, new Strided(dx, 0, kStride), rows, width, kStride, true);
        kernels.products()
                .linearGradient(
                        new Strided(x, 0, kStride), dyRows, inPanels, rows, k, n, new float[ProductKernels.SCRATCH]);
        float[] dw = Padded.fromPanels(set, inPanels, k, n);
        kernels.products().columnSums(dy, dBias, rows, n);

        double[] inputs = doubles(x);
        double[] weights = doubles(w);
        double[] bias = new double[n];
        IntToDoubleFunction loss = ignored -> linearLoss(inputs, weights, bias, dy, k, n);
        assert_slopes(dx, loss, inputs, k, "dx");
        assert_slopes(dw, loss, weights, width, "dw");
        assert_slopes(dBias, loss, bias, width, "dBias");
    }

    @ParameterizedTest(name = "{0}, {1} groups")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void a_sum_passes_its_gradient_on(String set, int groups) {
        int size = groups * Kernels.LANES;
        double[] x = doubles(numbers(size, 1));
        double[] y = doubles(numbers(size, 2));
        float[] dz = numbers(size, 3);
        float[] dx = numbers(size, 4);
        double[] expected = doubles(dx);
        for (int i = 0; i < size; i++) {
            expected[i] += Padded.slope(j -> dz[j] * (x[j] + y[j]), x, i);
        }
        KernelChoice.named(set).elementwise().add(dz, dx, size);
        assert_close(dx, expected, TOLERANCE, "dx");
    }

    /** Compares some twenty elements, which lie an odd number apart; padding has no slope to be had. */
    private static void assert_slopes(float[] gradient, IntToDoubleFunction loss, double[] at, int width, String what) {
        int stride = Kernels.stride(width);
        int step = at.length / 20 | 1;
        float[] actual = new float[at.length / step + 1];
        double[] expected = new double[actual.length];
        for (int i = 0; i * step < at.length; i++) {
            actual[i] = gradient[i * step];
            expected[i] = i * step % stride < width ? Padded.slope(loss, at, i * step) : 0;
        }
        assert_close(actual, expected, TOLERANCE, "%s", what);
    }

    private static double linearLoss(double[] x, double[] w, double[] bias, float[] dy, int k, int n) {
        double loss = 0;
        for (int i = 0; i < dy.length; i++) {
            double y = bias[i % n];
            for (int inner = 0; inner < k; inner++) {
                y += x[i / n * Kernels.stride(k) + inner] * w[inner * n + i % n];
            }
            loss += dy[i] * y;
        }
        return loss;
    }
}

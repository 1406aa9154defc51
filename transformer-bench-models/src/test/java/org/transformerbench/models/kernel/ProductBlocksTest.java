package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.doubles;
import static org.transformerbench.models.kernel.Padded.numbers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products that are larger than the blocks in which the plain kernels compute them, along columns and along rows. */
class ProductBlocksTest {

    @ParameterizedTest(name = "{0}, {1} x {2} x {3}")
    @CsvSource({
        "plain, 5, 300, 528",
        "plain, 530, 300, 16",
        "plain, 270, 516, 32",
        "plain, 150, 150, 128",
        "plain, 5, 768, 256",
        "plain, 1, 258, 16",
        "plain, 1, 259, 16",
        "vector, 270, 257, 48"
    })
    void products_of_any_size_are_those_of_plain_loops(String set, int rows, int k, int n) {
        int xStride = Kernels.stride(k);
        float[] x = numbers(rows * xStride, 1);
        float[] w = numbers(k * n, 2);
        float[] y = numbers(rows * n, 3);
        double[] expected = doubles(y);
        double[] expectedGradient = doubles(w);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < n; j++) {
                    expected[row * n + j] += (double) x[row * xStride + i] * w[i * n + j];
                    expectedGradient[i * n + j] += (double) x[row * xStride + i] * y[row * n + j];
                }
            }
        }
        float[] inPanels = Padded.panels(set, w, k, n);
        KernelChoice.named(set)
                .products()
                .linearGradient(
                        new Strided(x, 0, xStride),
                        new Strided(y, 0, n),
                        inPanels,
                        rows,
                        k,
                        n,
                        new float[ProductKernels.SCRATCH]);
        float[] gradient = Padded.fromPanels(set, inPanels, k, n);
        KernelChoice.named(set).products().matmul(x, 0, xStride, w, null, y, 0, n, rows, k, n, true);
        assert_close(gradient, expectedGradient, 3e-6, "x^T dy");
        assert_close(y, expected, 3e-6, "y + x w");
    }
}

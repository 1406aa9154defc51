package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.assert_padding_is_zero;
import static org.transformerbench.models.kernel.Padded.doubles;
import static org.transformerbench.models.kernel.Padded.matrix;
import static org.transformerbench.models.kernel.Padded.numbers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums of at most a hundred products of numbers below 2: rounding stays below 1e-6 of the largest sum. */
class ProductKernelsTest {
    private static final double TOLERANCE = 1e-6;
    /** Of sums of at most 300 products. */
    private static final double WIDER = 3e-6;

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void matmul_adds_the_bias(String set, int rows) {
        for (int k : Padded.SIZES) {
            for (int width : Padded.SIZES) {
                int n = Kernels.stride(width);
                float[] x = matrix(rows, k, 1);
                float[] w = matrix(k, width, 2);
                float[] bias = matrix(1, width, 3);
                float[] y = matrix(rows, width, 4);
                KernelChoice.named(set).products().matmul(x, 0, Kernels.stride(k), w, bias, y, 0, n, rows, k, n, false);

                double[] expected = new double[rows * n];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = bias[i % n];
                }
                addProduct(x, 0, Kernels.stride(k), w, n, expected, 0, n, rows, k, n);
                assert_close(y, expected, TOLERANCE, "k %d, width %d", k, width);
                assert_padding_is_zero(y, rows, width);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void matmul_overwrites_without_a_bias_and_adds_where_asked(String set, int rows) {
        int k = 17;
        int n = 48;
        float[] x = numbers(rows * k, 1);
        float[] w = numbers(k * n, 2);
        float[] y = numbers(rows * n, 3);
        double[] expected = new double[rows * n];
        addProduct(x, 0, k, w, n, expected, 0, n, rows, k, n);
        KernelChoice.named(set).products().matmul(x, 0, k, w, null, y, 0, n, rows, k, n, false);
        assert_close(y, expected, TOLERANCE, "overwritten");

        addProduct(x, 0, k, w, n, expected, 0, n, rows, k, n);
        KernelChoice.named(set).products().matmul(x, 0, k, w, null, y, 0, n, rows, k, n, true);
        assert_close(y, expected, TOLERANCE, "added");
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void matmul_stays_inside_the_parts_of_larger_matrices(String set, int rows) {
        for (int k : Padded.SIZES) {
            for (int n : new int[] {16, 32, 48}) {
                int xStride = k + 5;
                int yStride = n + 3;
                float[] x = numbers(3 + rows * xStride, 1);
                float[] w = numbers(k * n, 2);
                float[] y = numbers(2 + rows * yStride, 3);
                double[] expected = doubles(y);
                addProduct(x, 3, xStride, w, n, expected, 2, yStride, rows, k, n);
                KernelChoice.named(set).products().matmul(x, 3, xStride, w, null, y, 2, yStride, rows, k, n, true);
                assert_close(y, expected, TOLERANCE, "k %d, n %d", k, n);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void linear_reads_the_weight_from_panels(String set, int rows) {
        for (int k : new int[] {1, 7, 31, 100, 300}) {
            for (int n : new int[] {16, 32, 48, 64, 112}) {
                int xStride = k + 5;
                int yStride = n + 16;
                float[] x = numbers(3 + rows * xStride, 1);
                float[] w = numbers(k * n, 2);
                float[] bias = numbers(n, 3);
                float[] y = numbers(2 + rows * yStride, 4);
                double[] expected = doubles(y);
                for (int row = 0; row < rows; row++) {
                    for (int j = 0; j < n; j++) {
                        expected[2 + row * yStride + j] = bias[j];
                    }
                }
                Strided from = new Strided(x, 3, xStride);
                Strided to = new Strided(y, 2, yStride);
                addProduct(x, 3, xStride, w, n, expected, 2, yStride, rows, k, n);
                KernelChoice.named(set)
                        .products()
                        .linear(from, Padded.panels(set, w, k, n), bias, to, rows, k, n, false);
                assert_close(y, expected, WIDER, "k %d, n %d", k, n);

                addProduct(x, 3, xStride, w, n, expected, 2, yStride, rows, k, n);
                KernelChoice.named(set)
                        .products()
                        .linear(from, Padded.panels(set, w, k, n), null, to, rows, k, n, true);
                assert_close(y, expected, WIDER, "added, k %d, n %d", k, n);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} columns")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void linear_gradient_is_in_panels_too(String set, int k) {
        for (int rows : new int[] {1, 7, 100, 300}) {
            for (int n : new int[] {16, 48, 64, 144}) {
                for (int xStride : new int[] {Kernels.stride(k), Kernels.stride(k) + 400}) {
                    float[] x = numbers(3 + rows * xStride, 1);
                    float[] dy = numbers(2 + rows * n, 2);
                    float[] dw = numbers(k * n, 3);
                    double[] expected = doubles(dw);
                    addOuterProduct(x, 3, xStride, dy, 2, n, expected, rows, k, n);
                    float[] found = Padded.panels(set, dw, k, n);
                    Strided left = new Strided(x, 3, xStride);
                    Strided right = new Strided(dy, 2, n);
                    KernelChoice.named(set)
                            .products()
                            .linearGradient(left, right, found, rows, k, n, new float[ProductKernels.SCRATCH]);
                    assert_close(
                            found,
                            doubles(Padded.panels(set, floats(expected), k, n)),
                            WIDER,
                            "%d rows, n %d",
                            rows,
                            n);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets")
    void a_gradient_of_many_columns_is_computed_in_several_passes(String set) {
        int rows = 260;
        int k = 1000;
        int n = 80;
        float[] x = numbers(rows * 1008, 1);
        float[] dy = numbers(rows * n, 2);
        double[] expected = new double[k * n];
        addOuterProduct(x, 0, 1008, dy, 0, n, expected, rows, k, n);
        float[] found = new float[k * n];
        KernelChoice.named(set)
                .products()
                .linearGradient(
                        new Strided(x, 0, 1008),
                        new Strided(dy, 0, n),
                        found,
                        rows,
                        k,
                        n,
                        new float[ProductKernels.SCRATCH]);
        assert_close(found, doubles(Padded.panels(set, floats(expected), k, n)), WIDER, "%d columns", k);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void column_sums_add_to_the_gradient_of_the_bias(String set, int rows) {
        for (int width : Padded.SIZES) {
            int n = Kernels.stride(width);
            float[] dy = matrix(rows, width, 1);
            float[] sums = matrix(1, width, 2);
            double[] expected = doubles(sums);
            for (int i = 0; i < dy.length; i++) {
                expected[i % n] += dy[i];
            }
            KernelChoice.named(set).products().columnSums(dy, sums, rows, n);
            assert_close(sums, expected, TOLERANCE, "width %d", width);
            assert_padding_is_zero(sums, 1, width);
        }
    }

    @ParameterizedTest(name = "{0}, {1} groups")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void sums_are_element_by_element(String set, int groups) {
        int size = groups * Kernels.LANES;
        float[] x = numbers(size, 1);
        float[] y = numbers(size, 2);
        float[] z = numbers(size, 3);
        double[] expected = new double[size];
        for (int i = 0; i < size; i++) {
            expected[i] = x[i] + y[i];
        }
        KernelChoice.named(set).elementwise().sum(x, y, z, size);
        KernelChoice.named(set).elementwise().add(x, y, size);
        assert_close(z, expected, 0, "sum");
        assert_close(y, expected, 0, "added in place");
    }

    private static void addProduct(
            float[] x,
            int xOffset,
            int xStride,
            float[] w,
            int wStride,
            double[] y,
            int yOffset,
            int yStride,
            int rows,
            int k,
            int n) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < n; j++) {
                    y[yOffset + row * yStride + j] += (double) x[xOffset + row * xStride + i] * w[i * wStride + j];
                }
            }
        }
    }

    private static void addOuterProduct(
            float[] x,
            int xOffset,
            int xStride,
            float[] dy,
            int dyOffset,
            int dyStride,
            double[] dw,
            int rows,
            int k,
            int n) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < n; j++) {
                    dw[i * n + j] += (double) x[xOffset + row * xStride + i] * dy[dyOffset + row * dyStride + j];
                }
            }
        }
    }
}

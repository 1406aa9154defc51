package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.models.compiler.op.fused.Norm;
import org.transformerbench.models.compiler.op.fused.NormGradient;
import org.transformerbench.models.compiler.op.fused.RmsNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.runtime.View;

/** Products over interleaved micro-batches are those of plain loops, for sizes that fill no tile, and for every number of vectors. */
class InterleavedKernelsTest {
    private static final int PAIRS = 3;

    static Stream<Arguments> sizes() {
        List<Arguments> all = new ArrayList<>();
        for (String set : new String[] {"plain", "vector"}) {
            for (int lanes : new int[] {16, 32, 128}) {
                for (int[] size : new int[][] {{1, 1, 1}, {3, 5, 2}, {8, 4, 12}, {13, 9, 7}, {17, 6, 37}}) {
                    all.add(Arguments.of(set, lanes, size[0], size[1], size[2]));
                }
            }
        }
        return all.stream();
    }

    private static float[] random(int size) {
        Random random = new Random(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static int[] starts(int count, int step) {
        int[] starts = new int[count];
        Arrays.setAll(starts, i -> i * step);
        return starts;
    }

    private static InterleavedKernels kernels(String set) {
        return KernelChoice.named(set).interleaved();
    }

    @ParameterizedTest(name = "{0}, {1} lanes, {2} x {3} x {4}")
    @MethodSource("sizes")
    void a_product_of_matrices_is_one_for_each_lane(String set, int lanes, int m, int k, int n) {
        float[] a = random(m * k * lanes);
        float[] b = random(k * n * lanes);
        float[] c = new float[m * n * lanes];
        // b lies transposed.
        kernels(set)
                .products()
                .product(
                        new Strides(a, 0, k * lanes, lanes),
                        new Strides(b, 0, lanes, k * lanes),
                        new Strides(c, 0, n * lanes, lanes),
                        m,
                        k,
                        n,
                        lanes);
        for (int i = 0; i < c.length; i++) {
            int row = i / lanes / n;
            int column = i / lanes % n;
            double sum = 0;
            for (int inner = 0; inner < k; inner++) {
                sum += a[(row * k + inner) * lanes + i % lanes] * b[(column * k + inner) * lanes + i % lanes];
            }
            assertThat(c[i]).isCloseTo((float) sum, within(1e-4f));
        }
    }

    @ParameterizedTest(name = "{0}, {1} lanes, {2} x {3}, {4} columns")
    @MethodSource("sizes")
    void a_weight_meets_all_columns(String set, int lanes, int m, int k, int columns) {
        float[] w = random(m * k);
        float[] x = random(columns * k * lanes);
        // One whose rows lie side by side, one whose columns do.
        for (int[] steps : new int[][] {{1, m}, {k, 1}}) {
            float[] c = new float[columns * m * lanes];
            kernels(set)
                    .products()
                    .weighted(
                            new Strides(w, 0, steps[0], steps[1]),
                            new Strides(x, 0, lanes, 0),
                            starts(columns, k * lanes),
                            new Strides(c, 0, lanes, 0),
                            starts(columns, m * lanes),
                            m,
                            k,
                            lanes);
            for (int i = 0; i < c.length; i++) {
                int column = i / lanes / m;
                int row = i / lanes % m;
                double sum = 0;
                for (int inner = 0; inner < k; inner++) {
                    sum += w[row * steps[0] + inner * steps[1]] * x[(column * k + inner) * lanes + i % lanes];
                }
                assertThat(c[i]).isCloseTo((float) sum, within(1e-4f));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} lanes, {2} x {4}")
    @MethodSource("sizes")
    void a_weight_s_gradient_adds_up_all_lanes_of_all_pairs(String set, int lanes, int m, int k, int n) {
        float[] a = random(PAIRS * k * m * lanes);
        float[] b = random(PAIRS * k * n * lanes);
        float[] c = new float[m * n];
        Arrays.fill(c, 2);
        int pairs = PAIRS * k;
        kernels(set)
                .products()
                .dot(
                        new Strides(a, 0, lanes, 0),
                        starts(pairs, m * lanes),
                        new Strides(b, 0, 0, lanes),
                        starts(pairs, n * lanes),
                        new Strides(c, 0, n, 1),
                        m,
                        n,
                        lanes);
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                double sum = 2;
                for (int pair = 0; pair < pairs; pair++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        sum += a[(pair * m + row) * lanes + lane] * b[(pair * n + column) * lanes + lane];
                    }
                }
                assertThat(c[row * n + column]).isCloseTo((float) sum, within(1e-3f));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} lanes, {2} rows of {4}")
    @MethodSource("sizes")
    void a_norm_and_its_gradient_are_those_of_each_lane(String set, int lanes, int m, int k, int width) {
        float[] x = random(width * lanes);
        float[] g = random(width * lanes + 1);
        float[] y = new float[width * lanes];
        float[] dx = new float[width * lanes];
        for (Norm norm : new Norm[] {new Standardise(1e-2f), new Standardise(0), new RmsNorm(1e-2f)}) {
            InterleavedKernels kernels = kernels(set);
            kernels.norms().norm(norm.centred(), norm.epsilon(), x, 0, lanes, y, 0, width, lanes);
            kernels.norms().normGradient(norm.centred(), norm.epsilon(), x, 0, lanes, g, 1, lanes, dx, 0, width, lanes);
            // Lanes last, one after the other: rows of each lane, not contiguous.
            int[] dims = {lanes, width};
            int[] strides = {1, lanes};
            View operand = new View(x, 0, dims, strides);
            View expected = new View(new float[x.length], 0, dims, strides);
            norm.evaluate(List.of(operand), expected);
            assertClose(y, expected.data());
            new NormGradient(norm).evaluate(List.of(operand, new View(g, 1, dims, strides)), expected);
            assertClose(dx, expected.data());
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-3f * (1 + Math.abs(expected[i]))));
        }
    }
}

package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.numbers;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights are of the order of 1, whatever the scores. */
class CausalSoftmaxKernelsTest {
    private static final double TOLERANCE = 1e-6;
    private static final float SCALE = 0.7f;

    @ParameterizedTest(name = "{0}, {1} positions")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void weights_what_came_before_and_clears_the_rest(String set, int size) {
        int stride = Kernels.stride(size) + Kernels.LANES;
        for (float spread : new float[] {1, 30, 1000}) {
            float[] x = numbers(size * stride, 1);
            for (int i = 0; i < x.length; i++) {
                x[i] *= spread;
            }
            double[] expected = new double[x.length];
            for (int row = 0; row < size; row++) {
                double[] weights = softmax(Padded.doubles(x, row * stride, row + 1));
                System.arraycopy(weights, 0, expected, row * stride, weights.length);
            }
            KernelChoice.named(set).attention().causalSoftmax(x, stride, 0, size, SCALE);
            // exp turns the rounding of a large score into a relative error of its weight.
            assert_close(x, expected, TOLERANCE * Math.max(1, spread / 10), "spread %s", spread);
            assert_zero_beyond_the_diagonal(x, stride, size);
        }
    }

    @ParameterizedTest(name = "{0}, {1} positions")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void later_rows_alone_are_those_of_the_whole(String set, int size) {
        int stride = Kernels.stride(size);
        float[] scores = numbers(size * stride, 1);
        float[] whole = scores.clone();
        KernelChoice.named(set).attention().causalSoftmax(whole, stride, 0, size, SCALE);
        for (int earlier : new int[] {0, size / 2, size - 1}) {
            float[] rows = Arrays.copyOfRange(scores, earlier * stride, size * stride);
            KernelChoice.named(set).attention().causalSoftmax(rows, stride, earlier, size - earlier, SCALE);
            assertThat(rows)
                    .as("after %d", earlier)
                    .containsExactly(Arrays.copyOfRange(whole, earlier * stride, size * stride));
        }
    }

    private static void assert_zero_beyond_the_diagonal(float[] x, int stride, int size) {
        for (int row = 0; row < size; row++) {
            for (int j = row + 1; j < stride; j++) {
                assertThat(x[row * stride + j]).as("row %d, column %d", row, j).isZero();
            }
        }
    }

    private static double[] softmax(double[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        double[] weights = new double[scores.length];
        double sum = 0;
        for (int j = 0; j < scores.length; j++) {
            weights[j] = Math.exp(SCALE * (scores[j] - largest));
            sum += weights[j];
        }
        for (int j = 0; j < scores.length; j++) {
            weights[j] /= sum;
        }
        return weights;
    }
}

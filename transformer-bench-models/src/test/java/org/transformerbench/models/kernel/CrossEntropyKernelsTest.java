package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.kernel.Padded.assert_close;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;

/** Losses and gradients of a few rows, against double precision. */
class CrossEntropyKernelsTest {
    private static final double TOLERANCE = 1e-6;
    private static final int ROWS = 5;
    private static final int FIRST = 2;
    private static final float SCALE = 0.25f;

    static Stream<Arguments> sets_and_widths() {
        return Padded.sets()
                .flatMap(set -> IntStream.of(1, 2, 7, 15, 16, 17, 31, 64, 65, 100, 300)
                        .mapToObj(width -> Arguments.of(set, width)));
    }

    @ParameterizedTest(name = "{0}, {1} tokens")
    @MethodSource("sets_and_widths")
    void adds_losses_and_right_rows(String set, int width) {
        for (float spread : new float[] {1, 10, 100}) {
            float[] x = logits(width, spread);
            int[] targets = targets(width);
            double[] sums = {3, 4};
            KernelChoice.named(set)
                    .losses()
                    .crossEntropy(x, new float[x.length], targets, FIRST, ROWS, width, SCALE, sums);
            double loss = 3;
            int right = 4;
            for (int row = 0; row < ROWS; row++) {
                double[] values = row(x, row, width);
                int target = targets[FIRST + row];
                loss += loss(values, target);
                right += values[target] == Arrays.stream(values).max().orElseThrow() ? 1 : 0;
            }
            assertThat(sums[0]).as("loss, spread %s", spread).isCloseTo(loss, within(TOLERANCE * Math.max(1, loss)));
            assertThat(sums[1]).as("right, spread %s", spread).isEqualTo(right);
        }
    }

    @ParameterizedTest(name = "{0}, {1} tokens")
    @MethodSource("sets_and_widths")
    void gradients_are_the_slopes_and_padding_is_zero(String set, int width) {
        float[] x = logits(width, 2);
        int[] targets = targets(width);
        float[] dx = Padded.numbers(x.length, 9);
        KernelChoice.named(set).losses().crossEntropy(x, dx, targets, FIRST, ROWS, width, SCALE, new double[2]);
        double[] expected = new double[x.length];
        for (int row = 0; row < ROWS; row++) {
            double[] values = row(x, row, width);
            int target = targets[FIRST + row];
            for (int i = 0; i < width; i++) {
                expected[row * Kernels.stride(width) + i] =
                        SCALE * Padded.slope(unused -> loss(values, target), values, i);
            }
        }
        assert_close(dx, expected, TOLERANCE, "gradient");
        Padded.assert_padding_is_zero(dx, ROWS, width);
    }

    /** Its logits may be whatever they are; the other rows are computed as if it were not there. */
    @ParameterizedTest(name = "{0}, {1} tokens")
    @MethodSource("sets_and_widths")
    void a_row_whose_target_does_not_count_has_no_part(String set, int width) {
        int stride = Kernels.stride(width);
        float[] x = logits(width, 1);
        Arrays.fill(x, stride, stride + width, Float.NaN);
        int[] targets = targets(width);
        targets[FIRST + 1] = Batch.IGNORED;
        targets[FIRST + ROWS - 1] = Batch.IGNORED;
        LossKernels losses = KernelChoice.named(set).losses();
        float[] dx = Padded.numbers(x.length, 9);
        double[] sums = {3, 4};
        losses.crossEntropy(x, dx, targets, FIRST, ROWS, width, SCALE, sums);

        float[] expected = new float[x.length];
        double[] expectedSums = {3, 4};
        for (int row : new int[] {0, 2, 3}) {
            float[] alone = Arrays.copyOfRange(x, row * stride, (row + 1) * stride);
            float[] gradient = new float[stride];
            losses.crossEntropy(alone, gradient, targets, FIRST + row, 1, width, SCALE, expectedSums);
            System.arraycopy(gradient, 0, expected, row * stride, stride);
        }
        assertThat(dx).isEqualTo(expected);
        assertThat(sums).isEqualTo(expectedSums);
    }

    @ParameterizedTest(name = "{0}, {1} tokens")
    @MethodSource("sets_and_widths")
    void the_first_of_equal_logits_is_the_most_likely(String set, int width) {
        for (int first : new int[] {0, width / 2, width - 1}) {
            float[] x = new float[Kernels.stride(width)];
            Arrays.fill(x, first, width, 1.5f);
            for (int target = 0; target < width; target++) {
                double[] sums = new double[2];
                KernelChoice.named(set)
                        .losses()
                        .crossEntropy(x, x.clone(), new int[] {target}, 0, 1, width, SCALE, sums);
                assertThat(sums[1]).as("first %d, target %d", first, target).isEqualTo(target == first ? 1 : 0);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} tokens")
    @MethodSource("sets_and_widths")
    void a_diverged_logit_makes_the_loss_not_finite(String set, int width) {
        for (float diverged : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (int at = 0; at < width; at++) {
                float[] x = logits(width, 1);
                x[Kernels.stride(width) + at] = diverged;
                assertThat(loss_of(set, x, width)).as("%s at %d", diverged, at).isNotFinite();
            }
        }
        float[] nothing = logits(width, 1);
        Arrays.fill(nothing, 0, width, Float.NEGATIVE_INFINITY);
        assertThat(loss_of(set, nothing, width)).isNotFinite();
        float[] impossible = logits(width, 1);
        impossible[targets(width)[FIRST]] = Float.NEGATIVE_INFINITY;
        assertThat(loss_of(set, impossible, width)).isNotFinite();
    }

    private static double loss_of(String set, float[] x, int width) {
        double[] sums = new double[2];
        KernelChoice.named(set)
                .losses()
                .crossEntropy(x, new float[x.length], targets(width), FIRST, ROWS, width, SCALE, sums);
        return sums[0];
    }

    /** What lies in the padding must not matter. */
    private static float[] logits(int width, float spread) {
        float[] x = Padded.numbers(ROWS * Kernels.stride(width), width);
        for (int i = 0; i < x.length; i++) {
            x[i] *= i % Kernels.stride(width) < width ? spread : 1000;
        }
        return x;
    }

    private static int[] targets(int width) {
        return IntStream.range(0, FIRST + ROWS).map(i -> i * 7 % width).toArray();
    }

    private static double[] row(float[] x, int row, int width) {
        return Padded.doubles(x, row * Kernels.stride(width), width);
    }

    private static double loss(double[] logits, int target) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double sum = Arrays.stream(logits).map(x -> Math.exp(x - largest)).sum();
        return Math.log(sum) + largest - logits[target];
    }
}

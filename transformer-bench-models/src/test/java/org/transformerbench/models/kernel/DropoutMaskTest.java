package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.kernel.plain.PlainKernels;

class DropoutMaskTest {
    private static final int SIZE = 100_000;
    /** Five standard deviations of the mean of so many coins with this rate. */
    private static final double FIVE_SIGMA = 5 * Math.sqrt(0.1 * 0.9 / SIZE);

    @ParameterizedTest(name = "{0}, {1} elements")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void kernels_apply_the_mask_bit_by_bit(String set, int size) {
        SplittableRandom random = new SplittableRandom(size);
        for (float rate : new float[] {1e-6f, 0.1f, 0.5f, 0.999f}) {
            long key = random.nextLong();
            int first = random.nextInt(1_000_000_000);
            float[] x = Padded.numbers(size + 3, 1);
            float[] expected = x.clone();
            for (int i = 0; i < size; i++) {
                expected[i] *= DropoutMask.factor(key, first + i, rate);
            }
            KernelChoice.named(set).elementwise().dropout(x, size, rate, key, first);
            assertThat(x).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}, {1} elements")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void the_same_mask_makes_slopes_of_a_gradient(String set, int size) {
        float rate = 0.3f;
        float[] dy = Padded.numbers(size, 1);
        double[] x = Padded.doubles(Padded.numbers(size, 2));
        double[] expected = new double[size];
        for (int i = 0; i < size; i++) {
            expected[i] = Padded.slope(j -> dy[j] * x[j] * DropoutMask.factor(key(1), 7 + j, rate), x, i);
        }
        KernelChoice.named(set).elementwise().dropout(dy, size, rate, key(1), 7);
        Padded.assert_close(dy, expected, 1e-6, "gradient");
    }

    @Test
    void the_share_of_zeros_is_the_rate() {
        for (long step = 0; step < 10; step++) {
            assertThat(share(mask(key(step), 0))).isCloseTo(0.1, offset(FIVE_SIGMA));
        }
    }

    @Test
    void neighbours_do_not_know_of_each_other() {
        boolean[] mask = mask(key(1), 0);
        for (int distance : new int[] {1, 2, 3, 16, 64, 256, 1024}) {
            assertThat(share(both(mask, mask(key(1), distance))))
                    .as("distance %d", distance)
                    .isCloseTo(0.01, offset(FIVE_SIGMA));
        }
    }

    @Test
    void steps_and_places_do_not_know_of_each_other() {
        boolean[] mask = mask(key(1), 0);
        for (long step = 2; step < 12; step++) {
            assertThat(share(both(mask, mask(key(step), 0))))
                    .as("step %d", step)
                    .isCloseTo(0.01, offset(FIVE_SIGMA));
        }
        boolean[] elsewhere = mask(DropoutMask.key(new SeedStreams(1), "elsewhere", 1), 0);
        assertThat(share(both(mask, elsewhere))).isCloseTo(0.01, offset(FIVE_SIGMA));
    }

    @Test
    void the_same_key_gives_the_same_mask() {
        assertThat(mask(key(3), 5)).isEqualTo(mask(key(3), 5)).isNotEqualTo(mask(key(4), 5));
    }

    @Test
    void what_is_kept_is_scaled_so_that_the_mean_stays() {
        float[] factors = new float[SIZE];
        Arrays.fill(factors, 1);
        PlainKernels.create().elementwise().dropout(factors, SIZE, 0.1f, key(1), 0);
        double sum = 0;
        for (float factor : factors) {
            assertThat(factor == 0 || factor == 1 / (1 - 0.1f)).isTrue();
            sum += factor;
        }
        assertThat(sum / SIZE).isCloseTo(1, offset(FIVE_SIGMA / 0.9));
    }

    private static long key(long step) {
        return DropoutMask.key(new SeedStreams(1), "block.0.attention", step);
    }

    private static boolean[] mask(long key, int first) {
        boolean[] dropped = new boolean[SIZE];
        for (int i = 0; i < SIZE; i++) {
            dropped[i] = DropoutMask.factor(key, first + i, 0.1f) == 0;
        }
        return dropped;
    }

    private static boolean[] both(boolean[] a, boolean[] b) {
        boolean[] both = new boolean[SIZE];
        for (int i = 0; i < SIZE; i++) {
            both[i] = a[i] && b[i];
        }
        return both;
    }

    private static double share(boolean[] mask) {
        int count = 0;
        for (boolean value : mask) {
            count += value ? 1 : 0;
        }
        return (double) count / SIZE;
    }
}

package org.transformerbench.models.kernel.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where loops begin follows from times, which are never the same twice; what they compute must be. */
class PlainAlignmentTest {

    @ParameterizedTest
    @CsvSource({"1,1,1", "5,3,17", "17,33,7", "7,260,64", "3,9,513", "600,4,4"})
    void results_are_the_same_bit_for_bit_wherever_loops_begin(int rows, int inner, int n) {
        PlainScratch scratch = new PlainScratch();
        scratch.alignment.before(0);
        float[] expected = product(scratch, 0, rows, inner, n);

        for (int begin = 1; begin < PlainScratch.VECTOR; begin++) {
            assertThat(product(scratch, begin, rows, inner, n))
                    .as("loops begin at %d", begin)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "16", "100", "512"})
    void loops_end_within_the_rows_after_at_least_two_whole_vectors(int lanes) {
        PlainScratch scratch = new PlainScratch();
        for (int begin = 0; begin < PlainScratch.VECTOR; begin++) {
            scratch.beginAt(begin);

            assertThat(scratch.end(lanes) - scratch.first())
                    .isGreaterThanOrEqualTo(Math.max(lanes, 2 * PlainScratch.VECTOR))
                    .matches(length -> length % PlainScratch.VECTOR == 0, "whole vectors");
            assertThat(scratch.end(lanes)).isLessThanOrEqualTo(scratch.zeros.length);
        }
    }

    private static float[] product(PlainScratch scratch, int begin, int rows, int inner, int n) {
        scratch.beginAt(begin);
        float[] x = numbers(1, rows * inner);
        float[] w = numbers(2, inner * n);
        float[] y = new float[rows * n];
        PlainMatmul.product(scratch, x, 0, inner, 1, w, 0, n, null, 0, 0, y, 0, n, rows, inner, n);
        assertThat(scratch.begin()).as("no new trial").isEqualTo(begin);
        return y;
    }

    private static float[] numbers(long seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}

package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemSamplerTest {

    @ParameterizedTest
    @CsvSource({
        "100, 1",
        "100, 50",
        "100, 51",
        "100, 99",
        "10000, 4999",
        "10000, 9999",
        "1000000, 20000",
        "1000000000000000000, 20000"
    })
    void draws_exactly_as_many_distinct_values_as_asked_for(long bound, int count) {
        long[] values = sampler(1).withoutReplacement(bound, count);

        assertThat(values).hasSize(count).doesNotHaveDuplicates();
        assertThat(LongStream.of(values).allMatch(value -> value >= 0 && value < bound))
                .isTrue();
    }

    @Test
    void drawing_all_gives_each_value_once_in_random_order() {
        long[] values = sampler(2).withoutReplacement(100, 100);

        assertThat(values).isNotEqualTo(LongStream.range(0, 100).toArray());
        Arrays.sort(values);
        assertThat(values).isEqualTo(LongStream.range(0, 100).toArray());
    }

    @Test
    void with_replacement_removes_duplicates_and_keeps_the_expected_number() {
        long[] values = sampler(3).withReplacement(1_000_000, 100_000);

        // Expected: 10^6 (1 - (1 - 10^-6)^100000) = 95,163 with a standard deviation of 65.
        assertThat(values).doesNotHaveDuplicates().hasSizeBetween(94_800, 95_500);
    }

    @ParameterizedTest
    @CsvSource({"3", "8"})
    void without_replacement_every_value_comes_equally_often_at_every_place(int count) {
        int bound = 10;
        int rounds = 20_000;
        int[][] seen = new int[count][bound];
        ProblemSampler sampler = sampler(4);
        for (int round = 0; round < rounds; round++) {
            long[] values = sampler.withoutReplacement(bound, count);
            for (int place = 0; place < count; place++) {
                seen[place][(int) values[place]]++;
            }
        }
        // 2,000 expected, standard deviation 42.
        assertThat(Arrays.stream(seen).flatMapToInt(Arrays::stream).boxed())
                .allSatisfy(times -> assertThat(times).isBetween(1_790, 2_210));
    }

    private static ProblemSampler sampler(long seed) {
        return new ProblemSampler(new SplittableRandom(seed));
    }
}

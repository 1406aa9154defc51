package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.SeedStreams;

class CommutedPairsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void no_pair_has_its_twin_in_another_part_and_none_is_lost(long seed) {
        long operands = 20;
        long[] drawn = new ProblemSampler(new SeedStreams(seed).stream("data")).withoutReplacement(400, 301);

        long[] ordered = CommutedPairs.together(drawn, operands, operands, 77, 31);

        assertThat(ordered).hasSize(301).containsExactlyInAnyOrder(drawn);
        Set<Long> test = part(ordered, 0, 77);
        Set<Long> validation = part(ordered, 77, 108);
        Set<Long> train = part(ordered, 108, 301);
        for (long pair : ordered) {
            long twin = pair % operands * operands + pair / operands;
            assertThat(test.contains(pair) && (validation.contains(twin) || train.contains(twin)))
                    .isFalse();
            assertThat(validation.contains(pair) && train.contains(twin)).isFalse();
        }
    }

    /** Draws 220 of the pairs of 20 operands, so that about half have their twin among them: as many in test as elsewhere. */
    @Test
    void test_data_has_as_many_twins_as_all_data() {
        long operands = 20;
        double inTest = 0;
        double inAll = 0;
        for (long seed = 0; seed < 400; seed++) {
            long[] drawn = new ProblemSampler(new SeedStreams(seed).stream("data")).withoutReplacement(400, 220);
            long[] ordered = CommutedPairs.together(drawn, operands, operands, 60, 20);
            inTest += twins(part(ordered, 0, 60), operands);
            inAll += twins(part(ordered, 0, 220), operands);
        }

        assertThat(inAll / 400 / 220).isBetween(0.4, 0.6);
        assertThat(inTest / 400 / 60).isCloseTo(inAll / 400 / 220, within(0.02));
    }

    private static long twins(Set<Long> part, long operands) {
        return part.stream()
                .filter(pair -> pair / operands != pair % operands)
                .filter(pair -> part.contains(pair % operands * operands + pair / operands))
                .count();
    }

    @Test
    void a_pair_that_does_not_fit_waits_for_the_next_part() {
        // 0+1, 1+0 and 2+3 of the operands 0 to 9.
        assertThat(CommutedPairs.together(new long[] {1, 10, 23}, 10, 10, 1)).containsExactly(23, 1, 10);
    }

    @Test
    void without_a_single_problem_one_twin_is_left_out() {
        assertThat(CommutedPairs.together(new long[] {1, 10, 23, 32}, 10, 10, 1))
                .containsExactly(1, 23, 32);
    }

    @Test
    void only_operands_that_fit_on_both_sides_have_a_twin() {
        // 1+12 has none, as 12 has two digits; 1+2 has 2+1. In 100 right operands: 112, 102 and 201.
        assertThat(CommutedPairs.together(new long[] {112, 102, 201}, 10, 100, 1))
                .containsExactly(112, 102, 201);
        assertThat(CommutedPairs.together(new long[] {102, 112, 201}, 10, 100, 2))
                .containsExactly(102, 201, 112);
        assertThat(CommutedPairs.together(new long[] {121, 12, 21}, 100, 10, 1)).containsExactly(121, 12, 21);
    }

    private static Set<Long> part(long[] pairs, int from, int to) {
        return new HashSet<>(Arrays.stream(pairs, from, to).boxed().toList());
    }
}

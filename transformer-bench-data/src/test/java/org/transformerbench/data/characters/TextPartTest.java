package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextPartTest {

    @Test
    void a_window_needs_the_character_after_it() {
        assertThat(new TextPart(5, 15).windows(9)).isEqualTo(1);
        assertThat(new TextPart(5, 15).windows(10)).isZero();
        assertThat(new TextPart(5, 15).windows(11)).isZero();
        assertThat(new TextPart(0, 15).windows(1)).isEqualTo(14);
    }

    @Test
    void draws_distinct_windows_of_the_part_in_ascending_order() {
        int[] starts = new TextPart(100, 1100).draw(64, 10, new SplittableRandom(1));

        assertThat(starts).hasSize(64).doesNotHaveDuplicates().isSorted();
        assertThat(starts[0]).isGreaterThanOrEqualTo(100);
        assertThat(starts[63]).isLessThan(1090);
    }

    @Test
    void draws_all_windows_where_there_are_fewer() {
        int[] starts = new TextPart(100, 120).draw(64, 15, new SplittableRandom(1));

        assertThat(starts).containsExactly(100, 101, 102, 103, 104);
    }

    @Test
    void draws_every_window_equally_often() {
        RandomGenerator random = new SplittableRandom(7);
        int[] seen = new int[10];
        for (int round = 0; round < 20_000; round++) {
            for (int start : new TextPart(0, 11).draw(3, 1, random)) {
                seen[start]++;
            }
        }

        // 6,000 expected, standard deviation 65.
        assertThat(IntStream.range(0, 10).mapToObj(i -> seen[i]))
                .allSatisfy(times -> assertThat(times).isBetween(5_700, 6_300));
        assertThat(Arrays.stream(seen).sum()).isEqualTo(60_000);
    }
}

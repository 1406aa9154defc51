package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

    /** Rows with some duplicates and groups of some sizes. */
    private static final class Rows {
        private final TokenColumn keys = new TokenColumn();
        private final int[] key;
        private final int[] group;
        private final int[] stratum;
        private final byte[] parts;

        Rows(int count, int keyKinds, int groupKinds, int classes, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            key = random.ints(count, 0, keyKinds).toArray();
            group = random.ints(count, 0, groupKinds).toArray();
            stratum = random.ints(count, 0, classes).map(i -> i * i % classes).toArray();
            parts = new byte[count];
            for (int row = 0; row < count; row++) {
                keys.add((char) key[row]);
                keys.add((char) 7);
                keys.endRow();
            }
        }

        int[] bundles(boolean grouped) {
            return Split.bundles(keys, grouped ? Optional.of(group) : Optional.empty());
        }

        void deal(int[] bundles, double validation, double test, long seed) {
            Split.deal(bundles, parts.length, row -> stratum[row], validation, test, new SplittableRandom(seed), parts);
        }

        long count(byte part) {
            return part(part).length;
        }

        int[] part(byte part) {
            return IntStream.range(0, parts.length)
                    .filter(row -> parts[row] == part)
                    .toArray();
        }
    }

    private static void assertTogether(int[] values, byte[] parts) {
        Map<Integer, Byte> partOf = new HashMap<>();
        for (int row = 0; row < parts.length; row++) {
            Byte earlier = partOf.putIfAbsent(values[row], parts[row]);
            assertThat(earlier == null || earlier == parts[row])
                    .as("part of row %d, and of an earlier one with %d", row, values[row])
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keeps_duplicates_and_groups_in_one_part(long seed) {
        Rows rows = new Rows(3000, 2000, 1500, 3, seed);

        rows.deal(rows.bundles(false), 0.1, 0.2, seed);
        assertTogether(rows.key, rows.parts);

        rows.deal(rows.bundles(true), 0.1, 0.2, seed);
        assertTogether(rows.key, rows.parts);
        assertTogether(rows.group, rows.parts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void gives_each_part_its_share_of_all_rows_and_of_each_class(long seed) {
        Rows rows = new Rows(2000, 1_000_000, 1, 7, seed);
        rows.deal(rows.bundles(false), 0.1, 0.25, seed);

        assertThat(rows.count(Split.TEST)).isBetween(495L, 505L);
        assertThat(rows.count(Split.VALIDATION)).isBetween(195L, 205L);
        for (int label : Arrays.stream(rows.stratum).distinct().toArray()) {
            long all =
                    Arrays.stream(rows.stratum).filter(found -> found == label).count();
            long tested = Arrays.stream(rows.part(Split.TEST))
                    .filter(row -> rows.stratum[row] == label)
                    .count();
            assertThat((double) tested).isBetween(all * 0.25 - 2, all * 0.25 + 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 9})
    void tests_small_classes_too_as_far_as_training_keeps_a_row_of_each(int size) {
        int classes = 200;
        TokenColumn keys = new TokenColumn();
        for (int row = 0; row < classes * size; row++) {
            keys.add((char) row);
            keys.endRow();
        }
        byte[] parts = new byte[keys.rows()];
        Split.deal(
                Split.bundles(keys, Optional.empty()),
                parts.length,
                row -> row % classes,
                0.1,
                0.1,
                new SplittableRandom(1),
                parts);

        int[] trained = new int[classes];
        int tested = 0;
        for (int row = 0; row < parts.length; row++) {
            trained[row % classes] += parts[row] == Split.TRAIN ? 1 : 0;
            tested += parts[row] == Split.TEST ? 1 : 0;
        }
        assertThat(trained).doesNotContain(0);
        assertThat(tested).isBetween(parts.length / 10 - 1, parts.length / 10 + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void depends_on_the_seed_and_on_nothing_else(long seed) {
        Rows rows = new Rows(500, 400, 300, 4, 9);
        rows.deal(rows.bundles(true), 0.2, 0.2, seed);
        byte[] once = rows.parts.clone();
        rows.deal(rows.bundles(true), 0.2, 0.2, seed);
        assertThat(rows.parts).containsExactly(once);
        rows.deal(rows.bundles(true), 0.2, 0.2, seed + 1);
        assertThat(rows.parts).isNotEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void leaves_out_of_training_what_is_in_a_file_for_validation_or_test(long seed) {
        Rows rows = new Rows(900, 300, 250, 2, seed);
        for (int row = 0; row < 900; row++) {
            rows.parts[row] = (byte) (row / 300);
        }
        int[] bundles = rows.bundles(false);
        int left = Split.separate(bundles, rows.parts);

        assertThat(left).isEqualTo((int) rows.count(Split.NONE)).isPositive();
        assertThat(rows.count(Split.TEST)).isEqualTo(300);
        Map<Integer, Byte> partOf = new HashMap<>();
        for (int row = 0; row < 900; row++) {
            if (rows.parts[row] != Split.NONE) {
                Byte earlier = partOf.putIfAbsent(rows.key[row], rows.parts[row]);
                assertThat(earlier == null || earlier == rows.parts[row]).isTrue();
            }
        }
    }
}

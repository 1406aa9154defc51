package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.OverRows;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Targets;

class DataFingerprintTest {
    private static final Rows ROWS =
            Rows.of(new int[] {0, 1, 2}, new int[] {1, 1, 2}, new int[] {2, 1, 2}, new int[] {3, 1, 2});

    private record Told(Rows rows, Answers answers, int... firstScored) implements OverRows {
        @Override
        public int firstScoredTarget(long example) {
            return firstScored[(int) example];
        }
    }

    private static String of(ExampleSet train) {
        return DataFingerprint.of(new FakeData(train, Rows.of(), ROWS, List.of(Targets.EVERY)));
    }

    @Test
    void tells_which_targets_make_up_answers_and_are_scored() {
        List<String> different = List.of(
                of(ROWS),
                of(new Told(ROWS, Answers.each(1, 4), 0, 0, 0, 0)),
                of(new Told(ROWS, Answers.each(2, 4), 0, 0, 0, 0)),
                of(new Told(ROWS, Answers.ofLengths(1, 3), 0, 0, 0, 0)),
                of(new Told(ROWS, Answers.ofLengths(3, 1), 0, 0, 0, 0)),
                of(new Told(ROWS, Answers.none(), 1, 1, 1, 1)),
                of(new Told(ROWS, Answers.none(), 0, 1, 1, 1)),
                of(new Told(ROWS, Answers.none(), 0, 0, 1, 1)),
                of(Rows.of(new int[] {0, 1, 2}, new int[] {1, 1, 2}, new int[] {2, 1, 2}, new int[] {3, 1, Batch.IGNORED
                })));

        assertThat(different).doesNotHaveDuplicates();
    }

    /** A set that names its answers in another way and holds the same data. */
    @Test
    void is_the_same_for_the_same_answers() {
        assertThat(of(new Told(ROWS, Answers.ofLengths(2, 2), 1, 1, 1, 1)))
                .isEqualTo(of(new Told(ROWS, Answers.each(2, 4), 1, 1, 1, 1)))
                .isEqualTo(of(new Rows(ROWS.rows(), 2, 1)));
    }

    /** A set may be a rule without an end, of which no digest reads every example. */
    @Test
    void of_endless_sets_not_every_answer_is_looked_at() {
        long size = 1L << 60;
        long[] looks = LongStream.range(0, 1000)
                .map(look -> CheckedExamples.at(look, 1000, size))
                .toArray();

        assertThat(looks).isSorted().startsWith(0).endsWith(size - 1);
        assertThat(LongStream.range(0, 49)
                        .map(look -> CheckedExamples.at(look, 49, 49))
                        .toArray())
                .isEqualTo(LongStream.range(0, 49).toArray());
    }
}

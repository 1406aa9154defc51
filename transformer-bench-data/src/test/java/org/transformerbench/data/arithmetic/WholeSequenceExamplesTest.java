package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;

class WholeSequenceExamplesTest {
    private static final ArithmeticEncoding UNPADDED = new ArithmeticEncoding(3, 3, 4, true, true, false);

    private final WholeSequenceExamples examples = examples(ArithmeticEncoding.ofDigits(3, true), true);

    private static WholeSequenceExamples examples(ArithmeticEncoding encoding, boolean lossOnQuestion) {
        Problem[] problems = {new Problem(123, Operator.PLUS, 456), new Problem(23, Operator.PLUS, 45)};
        return new WholeSequenceExamples(
                HeldProblems.encode(problems.length, i -> problems[i], encoding), lossOnQuestion);
    }

    @Test
    void targets_are_the_text_shifted_by_one() {
        Batch batch = examples.batch(1, 0);

        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.tokens())).isEqualTo("320+540=8600321+654=9750");
        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.targets())).isEqualTo("20+540=8600|21+654=9750|");
    }

    @Test
    void one_example_is_one_whole_answer_that_is_scored_from_its_first_token() {
        int first = examples.firstScoredTarget(0);

        assertThat(examples.size()).isEqualTo(2);
        assertThat(examples.positions()).isEqualTo(12);
        assertThat(examples.targetsPerExample()).isEqualTo(12);
        assertThat(examples.answers().count()).isEqualTo(2);
        assertThat(ArithmeticEncoding.VOCABULARY
                        .decode(examples.batch(0).targets())
                        .substring(first))
                .isEqualTo("9750|");
    }

    @Test
    void without_loss_on_the_question_its_targets_do_not_count() {
        Batch batch = examples(ArithmeticEncoding.ofDigits(3, true), false).batch(0, 1);

        assertThat(text(batch.targets())).isEqualTo(".......9750|.......8600|");
        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.tokens())).isEqualTo("321+654=9750320+540=8600");
    }

    @Test
    void numbers_without_padding_leave_targets_that_do_not_count_behind_the_text() {
        WholeSequenceExamples questions = examples(UNPADDED, true);

        Batch batch = questions.batch(0, 1);

        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.tokens())).isEqualTo("321+654=975.32+54=86....");
        assertThat(text(batch.targets())).isEqualTo("21+654=975|.2+54=86|....");
        assertThat(questions.firstScoredTarget(0)).isEqualTo(7);
        assertThat(questions.firstScoredTarget(1)).isEqualTo(5);
        assertThat(text(examples(UNPADDED, false).batch(1).targets())).isEqualTo(".....86|....");
    }

    @Test
    void slices_of_numbers_without_padding_follow_the_answer() {
        WholeSequenceExamples questions = examples(UNPADDED, true);

        assertThat(questions.inSlice(0, 1, 4)).isFalse();
        assertThat(questions.inSlice(0, 1, 5)).isTrue();
        assertThat(questions.inSlice(2, 1, 7)).isTrue();
        // Behind the end sign.
        assertThat(questions.inSlice(3, 1, 8)).isFalse();
        assertThat(questions.inSlice(3, 0, 10)).isTrue();
    }

    /** Writes what does not count as a point. */
    private static String text(int[] targets) {
        return Arrays.stream(targets)
                .mapToObj(target -> target == Batch.IGNORED ? "." : ArithmeticEncoding.VOCABULARY.decode(target))
                .collect(Collectors.joining());
    }

    @Test
    void rejects_an_index_that_does_not_exist() {
        assertThatThrownBy(() -> examples.batch(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}

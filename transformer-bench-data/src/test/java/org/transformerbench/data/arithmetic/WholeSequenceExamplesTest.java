package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;

class WholeSequenceExamplesTest {
    private final WholeSequenceExamples examples = new WholeSequenceExamples(ProblemTexts.encode(
            new long[] {123_456, 23_045}, 1000, Operator.PLUS, ArithmeticEncoding.ofDigits(3, true)));

    @Test
    void targets_are_the_text_shifted_by_one() {
        Batch batch = examples.batch(1, 0);

        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.tokens())).isEqualTo("320+540=8600321+654=9750");
        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.targets())).isEqualTo("20+540=8600|21+654=9750|");
    }

    @Test
    void one_example_is_one_whole_answer_that_is_scored_from_its_first_token() {
        int first = examples.firstScoredTarget(1);

        assertThat(examples.size()).isEqualTo(2);
        assertThat(examples.positions()).isEqualTo(12);
        assertThat(examples.targetsPerExample()).isEqualTo(12);
        assertThat(examples.answers()).isEqualTo(Answers.each(1, 2));
        assertThat(ArithmeticEncoding.VOCABULARY
                        .decode(examples.batch(0).targets())
                        .substring(first))
                .isEqualTo("9750|");
    }

    @Test
    void rejects_an_index_that_does_not_exist() {
        assertThatThrownBy(() -> examples.batch(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}

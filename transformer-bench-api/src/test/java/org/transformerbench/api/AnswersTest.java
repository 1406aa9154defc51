package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;

class AnswersTest {

    private static long[] firsts(Answers answers) {
        return LongStream.range(0, answers.count()).map(answers::firstExample).toArray();
    }

    private static long[] ends(Answers answers) {
        return LongStream.range(0, answers.count()).map(answers::endExample).toArray();
    }

    @Test
    void answers_of_one_length_divide_the_set() {
        Answers answers = Answers.each(3, 12);

        assertThat(answers.count()).isEqualTo(4);
        assertThat(firsts(answers)).containsExactly(0, 3, 6, 9);
        assertThat(ends(answers)).containsExactly(3, 6, 9, 12);
        assertThat(answers).isEqualTo(Answers.each(3, 12)).isNotEqualTo(Answers.each(2, 12));
        assertThat(Answers.each(1, 5_000_000_000L).endExample(4_999_999_999L)).isEqualTo(5_000_000_000L);
        assertThat(Answers.each(2, 0).count()).isZero();
    }

    @Test
    void answers_of_several_lengths_follow_one_another() {
        Answers answers = Answers.ofLengths(2, 1, 4);

        assertThat(answers.count()).isEqualTo(3);
        assertThat(firsts(answers)).containsExactly(0, 2, 3);
        assertThat(ends(answers)).containsExactly(2, 3, 7);
    }

    @Test
    void there_may_be_none() {
        assertThat(Answers.none().count()).isZero();
        assertThat(Answers.ofLengths().count()).isZero();
        assertThat(Fakes.Rows.numbered(3).answers().count()).isZero();
    }

    @Test
    void an_answer_that_is_not_there_is_refused() {
        for (Answers answers : new Answers[] {Answers.each(2, 4), Answers.ofLengths(1, 3)}) {
            for (long wrong : new long[] {-1, 2, 1L << 40}) {
                assertThatThrownBy(() -> answers.firstExample(wrong)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> answers.endExample(wrong)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void lengths_that_do_not_make_up_the_set_are_refused() {
        assertThatThrownBy(() -> Answers.each(3, 10))
                .isInstanceOf(ConfigException.class)
                .hasMessage("size (10) must be divisible by examplesPerAnswer (3)");
        assertThatThrownBy(() -> Answers.each(0, 10)).hasMessage("examplesPerAnswer (0) must be at least 1");
        assertThatThrownBy(() -> Answers.ofLengths(2, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lengths (0) must be at least 1, for answer 1 too");
    }
}

package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;

class AnswerTokenExamplesTest {
    private static final ProblemRange RANGE = new ProblemRange(Operator.PLUS, 3, 3);

    @Test
    void pads_each_row_on_the_left_and_predicts_the_next_answer_token() {
        AnswerTokenExamples rows = rows(new ArithmeticEncoding(3, 3, false), 123_456);

        assertThat(texts(rows))
                .containsExactly("000123+456= -> 5", "00123+456=5 -> 7", "0123+456=57 -> 9", "123+456=579 -> |");
    }

    @Test
    void makes_five_rows_of_twelve_tokens_for_three_digits() {
        AnswerTokenExamples rows = rows(ArithmeticEncoding.ofDigits(3, true), 123_456, 23_045);

        assertThat(rows.positions()).isEqualTo(12);
        assertThat(rows.targetsPerExample()).isEqualTo(1);
        assertThat(rows.answers().count()).isEqualTo(2);
        assertThat(rows.answers().firstExample(1)).isEqualTo(5);
        assertThat(rows.size()).isEqualTo(10);
        assertThat(texts(rows))
                .containsExactly(
                        "0000321+654= -> 9",
                        "000321+654=9 -> 7",
                        "00321+654=97 -> 5",
                        "0321+654=975 -> 0",
                        "321+654=9750 -> |",
                        "0000320+540= -> 8",
                        "000320+540=8 -> 6",
                        "00320+540=86 -> 0",
                        "0320+540=860 -> 0",
                        "320+540=8600 -> |");
    }

    @Test
    void reads_a_batch_in_any_order() {
        AnswerTokenExamples rows = rows(new ArithmeticEncoding(3, 3, false), 123_456);

        Batch batch = rows.batch(3, 0, 3);

        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.tokens())).isEqualTo("123+456=579000123+456=123+456=579");
        assertThat(ArithmeticEncoding.VOCABULARY.decode(batch.targets())).isEqualTo("|5|");
    }

    @Test
    void overwrites_what_was_in_the_array_before() {
        AnswerTokenExamples rows = rows(new ArithmeticEncoding(3, 3, false), 123_456);
        int[] tokens = new int[11];
        Arrays.fill(tokens, 15);

        rows.read(0, tokens, 0, new int[1], 0);

        assertThat(ArithmeticEncoding.VOCABULARY.decode(tokens)).isEqualTo("000123+456=");
    }

    @Test
    void rejects_an_index_outside_of_its_part() {
        HeldProblems both = problems(ArithmeticEncoding.ofDigits(3, true), 123_456, 23_045);
        AnswerTokenExamples first = new AnswerTokenExamples(both.part(0, 1));

        assertThat(first.size()).isEqualTo(5);
        assertThatThrownBy(() -> first.batch(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> first.batch(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_part_begins_at_its_own_first_problem() {
        HeldProblems both = problems(ArithmeticEncoding.ofDigits(3, true), 123_456, 23_045);

        assertThat(texts(new AnswerTokenExamples(both.part(1, 2)))).startsWith("0000320+540= -> 8");
    }

    @Test
    void numbers_without_padding_make_answers_of_different_lengths() {
        AnswerTokenExamples rows = rows(new ArithmeticEncoding(3, 3, 4, false, false, false), 7_008, 990_010, 0);

        assertThat(rows.positions()).isEqualTo(12);
        assertThat(texts(rows))
                .containsExactly(
                        "........7+8= -> 1",
                        ".......7+8=1 -> 5",
                        "......7+8=15 -> |",
                        ".....990+10= -> 1",
                        "....990+10=1 -> 0",
                        "...990+10=10 -> 0",
                        "..990+10=100 -> 0",
                        ".990+10=1000 -> |",
                        "........0+0= -> 0",
                        ".......0+0=0 -> |");
        assertThat(rows.answers().count()).isEqualTo(3);
        assertThat(rows.answers().firstExample(1)).isEqualTo(3);
        assertThat(rows.answers().endExample(1)).isEqualTo(8);
        // The third example ends the first answer, of a problem that carries once.
        assertThat(rows.inSlice(2, 2, 0)).isTrue();
        assertThat(rows.inSlice(0, 2, 0)).isFalse();
        assertThat(rows.inSlice(0, 3, 0)).isTrue();
    }

    private static AnswerTokenExamples rows(ArithmeticEncoding encoding, long... pairs) {
        return new AnswerTokenExamples(problems(encoding, pairs));
    }

    private static HeldProblems problems(ArithmeticEncoding encoding, long... pairs) {
        return HeldProblems.encode(pairs.length, i -> RANGE.problem(pairs[i]), encoding);
    }

    private static List<String> texts(AnswerTokenExamples rows) {
        List<String> texts = new ArrayList<>();
        for (long row = 0; row < rows.size(); row++) {
            Batch batch = rows.batch(row);
            texts.add(ArithmeticEncoding.VOCABULARY.decode(batch.tokens())
                    + " -> "
                    + ArithmeticEncoding.VOCABULARY.decode(batch.targets()));
        }
        return texts;
    }
}

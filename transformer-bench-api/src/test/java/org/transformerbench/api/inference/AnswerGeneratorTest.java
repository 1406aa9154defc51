package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.inference.Scripted.Rows;
import org.transformerbench.api.inference.Scripted.Rule;
import org.transformerbench.api.inference.Scripted.Sequences;
import org.transformerbench.api.inference.Scripted.Text;
import org.transformerbench.api.inference.Scripted.UnequalRows;
import org.transformerbench.api.inference.Scripted.UnequalSequences;
import org.transformerbench.api.training.Evaluator;

class AnswerGeneratorTest {

    static Stream<ExampleSet> forms() {
        return Stream.of(new Rows(8), new Sequences(8));
    }

    /** One more than the last token, which is wrong at first wherever left is not 1. */
    private static TrainedModel incrementing() {
        return new Rule(4, 4, Scripted::increment);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void each_token_follows_the_models_own(ExampleSet examples) {
        List<GeneratedAnswer> answers = new AnswerGenerator(incrementing(), examples).generate(1, 3);

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).prompt()).endsWith(1, 2);
        assertThat(answers.get(0).written()).containsExactly(3, 4, 5);
        assertThat(answers.get(0).expected()).containsExactly(3, 4, 5);
        assertThat(answers.get(0).correct()).isTrue();
        // After the true token 6 the next would be 0, which is right; after its own 5 it writes 6.
        assertThat(answers.get(1).prompt()).endsWith(2, 4);
        assertThat(answers.get(1).written()).containsExactly(5, 6, 0);
        assertThat(answers.get(1).expected()).containsExactly(6, 0, 1);
        assertThat(answers.get(1).correct()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void the_probability_is_the_product_over_the_tokens(ExampleSet examples) {
        GeneratedAnswer answer =
                new AnswerGenerator(incrementing(), examples).generate(1, 1).get(0);

        double one = Math.exp(2) / (Math.exp(2) + Scripted.V - 1);
        assertThat(answer.probability()).isCloseTo(one * one * one, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void as_many_answers_are_right_as_with_the_true_tokens_before_each(ExampleSet examples) {
        List<GeneratedAnswer> answers = new AnswerGenerator(incrementing(), examples).generate(0, 8);

        Targets mode = examples.targetsPerExample() == 1 ? Targets.LAST : Targets.EVERY;
        double exactMatch = Evaluator.evaluate(incrementing(), examples, mode, 3)
                .exactMatch()
                .orElseThrow();
        assertThat(answers.stream().filter(GeneratedAnswer::correct)).hasSize(1);
        assertThat(exactMatch).isEqualTo(1.0 / 8);
    }

    static Stream<ExampleSet> unequal() {
        return Stream.of(new UnequalRows(9), new UnequalSequences(9));
    }

    @ParameterizedTest
    @MethodSource("unequal")
    void answers_of_different_lengths_are_written_at_once(ExampleSet examples) {
        AnswerGenerator generator = new AnswerGenerator(incrementing(), examples);
        List<GeneratedAnswer> answers = generator.generate(0, 9);

        assertThat(generator.answers()).isEqualTo(9);
        assertThat(generator.answerLength(1)).isEqualTo(2);
        // Problem 1 asks 1 and 2: the answer is 3 4; problem 5 asks 5 and 3: 1 2 3, after which the model writes 4 5 6.
        assertThat(answers.get(1).prompt()).endsWith(1, 2);
        assertThat(answers.get(1).written()).containsExactly(3, 4);
        assertThat(answers.get(1).correct()).isTrue();
        assertThat(answers.get(5).prompt()).endsWith(5, 3);
        assertThat(answers.get(5).written()).containsExactly(4, 5, 6);
        assertThat(answers.get(5).expected()).containsExactly(1, 2, 3);
        assertThat(answers).extracting(answer -> answer.written().length).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
        double one = Math.exp(2) / (Math.exp(2) + Scripted.V - 1);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.probability())
                        .isCloseTo(Math.pow(one, answer.written().length), within(1e-12)));
        Targets mode = examples.targetsPerExample() == 1 ? Targets.LAST : Targets.EVERY;
        assertThat(Evaluator.evaluate(incrementing(), examples, mode, 4).exactMatch())
                .hasValue(answers.stream().filter(GeneratedAnswer::correct).count() / 9.0);
    }

    @Test
    void an_answer_with_a_gap_is_refused() {
        ExampleSet gap = new Fakes.Rows(new int[][] {{1, 2}, {2, -1}}, 2, 0);
        assertThatThrownBy(() -> new AnswerGenerator(new Rule(1, 1, Scripted::increment), gap).generate(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token by token");
    }

    @Test
    void a_batch_gives_what_its_answers_give_alone() {
        AnswerGenerator generator = new AnswerGenerator(incrementing(), new Rows(8));
        List<GeneratedAnswer> together = generator.generate(0, 8);
        for (int i = 0; i < 8; i++) {
            assertThat(generator.generate(i, 1).get(0).written())
                    .isEqualTo(together.get(i).written());
        }
        assertThat(generator.answers()).isEqualTo(8);
        assertThat(generator.answerLength(7)).isEqualTo(3);
    }

    @Test
    void examples_without_whole_answers_are_refused() {
        assertThatThrownBy(() -> new AnswerGenerator(incrementing(), new Text(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no whole answers");
    }

    @Test
    void rows_that_do_not_hold_the_tokens_before_them_are_refused() {
        ExampleSet unrelated = new Fakes.Rows(new int[][] {{1, 2}, {1, 2}}, 2, 0);
        assertThatThrownBy(() -> new AnswerGenerator(new Rule(1, 1, Scripted::increment), unrelated).generate(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token by token");
    }

    @Test
    void several_examples_of_several_targets_are_refused() {
        ExampleSet mixed = new Fakes.Rows(new int[][] {{1, 2, 0}, {1, 2, 0}}, 2, 0);
        assertThatThrownBy(() -> new AnswerGenerator(incrementing(), mixed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token by token");
    }
}

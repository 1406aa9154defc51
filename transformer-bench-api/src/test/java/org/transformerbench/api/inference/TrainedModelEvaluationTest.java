package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ForwardingDataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.inference.Scripted.Rows;
import org.transformerbench.api.inference.Scripted.Rule;
import org.transformerbench.api.inference.Scripted.Sequences;
import org.transformerbench.api.inference.Scripted.Text;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Sample;

class TrainedModelEvaluationTest {
    private static final Optional<Metrics> TEST = Optional.of(Metrics.of(1.5, 0.5));

    private record Data(ExampleSet examples) implements Dataset {
        @Override
        public Vocabulary vocabulary() {
            return Vocabulary.of("abcdefg");
        }

        @Override
        public int contextLength() {
            return 4;
        }

        @Override
        public List<Targets> targets() {
            return List.of(Targets.LAST);
        }

        @Override
        public ExampleSet train(Targets targets) {
            throw new AssertionError("Training data is of no interest");
        }

        @Override
        public ExampleSet validation(Targets targets) {
            throw new AssertionError("Validation data is of no interest");
        }

        @Override
        public ExampleSet test(Targets targets) {
            return examples;
        }
    }

    private static TrainedModelEvaluation of(TrainedModel model, ExampleSet examples, Protocol protocol, long seed) {
        return TrainedModelEvaluation.of(
                model, new Data(examples), Targets.LAST, protocol, new SeedStreams(seed), TEST, false);
    }

    private static Rule incrementing() {
        return new Rule(4, 4, Scripted::increment);
    }

    @Test
    void wrong_answers_are_shown_before_right_ones() {
        TrainedModelEvaluation found = of(incrementing(), new Sequences(8), Protocol.strict(), 1);

        assertThat(found.samples()).hasSize(5);
        assertThat(found.samples().get(0)).isEqualTo(new Sample("aa", "bcd", Optional.of("abc")));
        assertThat(found.samples())
                .noneMatch(sample -> sample.written().equals(sample.expected().orElseThrow()));
    }

    @Test
    void right_answers_are_shown_where_none_is_wrong() {
        Rule sums = new Rule(
                4, 4, window -> window.length == 2 ? (window[0] + window[1]) % Scripted.V : Scripted.increment(window));
        TrainedModelEvaluation found = of(sums, new Sequences(8), Protocol.strict(), 1);

        assertThat(found.samples()).hasSize(5).contains(new Sample("bc", "def", Optional.of("def")));
        assertThat(found.test().orElseThrow().exactMatch()).hasValue(1);
    }

    @Test
    void exact_match_is_that_of_the_models_own_answers() {
        Metrics test =
                of(incrementing(), new Rows(8), Protocol.strict(), 1).test().orElseThrow();

        assertThat(test.exactMatch()).hasValue(0.125);
        assertThat(test.loss()).isEqualTo(1.5);
    }

    @Test
    void exact_match_stays_where_dropout_belongs_to_the_evaluation() {
        assertThat(of(incrementing(), new Rows(8), Protocol.notebook2023(), 1).test())
                .isEqualTo(TEST);
    }

    @Test
    void text_follows_a_window_of_the_test_data_and_depends_on_the_seed_alone() {
        Sample sample =
                of(incrementing(), new Text(3), Protocol.strict(), 1).samples().get(0);

        assertThat(sample.prompt()).isEqualTo("abcd");
        assertThat(sample.written()).hasSize(200);
        assertThat(sample.expected()).isEmpty();
        assertThat(of(incrementing(), new Text(3), Protocol.strict(), 1).samples())
                .containsExactly(sample);
        assertThat(of(incrementing(), new Text(3), Protocol.strict(), 2).samples())
                .doesNotContain(sample);
    }

    @Test
    void what_is_no_running_text_is_not_continued() {
        TrainedModelEvaluation found = TrainedModelEvaluation.of(
                incrementing(),
                new ForwardingDataset(new Data(new Text(3))) {
                    @Override
                    public boolean runningText() {
                        return false;
                    }
                },
                Targets.LAST,
                Protocol.strict(),
                new SeedStreams(1),
                TEST,
                false);

        assertThat(found.samples()).isEmpty();
    }

    @Test
    void speed_is_measured_where_it_is_asked_for() {
        for (boolean measure : new boolean[] {true, false}) {
            assertThat(TrainedModelEvaluation.of(
                                    incrementing(),
                                    new Data(new Rows(8)),
                                    Targets.LAST,
                                    Protocol.strict(),
                                    new SeedStreams(1),
                                    TEST,
                                    measure)
                            .inference()
                            .isPresent())
                    .isEqualTo(measure);
        }
    }

    @Test
    void nothing_is_done_to_a_model_whose_test_data_was_not_evaluated() {
        Rule model = incrementing();
        TrainedModelEvaluation found = TrainedModelEvaluation.of(
                model,
                new Data(new Rows(8)),
                Targets.LAST,
                Protocol.strict(),
                new SeedStreams(1),
                Optional.empty(),
                true);

        assertThat(found)
                .isEqualTo(new TrainedModelEvaluation(Optional.empty(), Optional.empty(), List.of(), Optional.empty()));
        assertThat(model.evaluations).isZero();
    }

    @Test
    void a_model_that_breaks_leaves_the_rest_of_the_result_alone() {
        Rule broken = new Rule(4, 4, window -> {
            throw new IllegalStateException("no more");
        });
        for (ExampleSet examples : List.of(new Rows(8), new Text(3))) {
            TrainedModelEvaluation found = of(broken, examples, Protocol.strict(), 1);
            assertThat(found)
                    .isEqualTo(new TrainedModelEvaluation(TEST, Optional.empty(), List.of(), Optional.empty()));
        }
    }
}

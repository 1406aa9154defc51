package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ForwardingDataset;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.run.TrainingConfig;

/** Runs on data with a curriculum. */
class TrainingStagesTest {
    private static final int STEPS = 13;
    private static final TrainingConfig CONFIG = TrainingConfig.builder()
            .batchSize(4)
            .evaluationInterval(3)
            .withoutBudgets()
            .maxSteps(STEPS)
            .build();

    private record State(
            TrainingProgress progress, Tensor parameter, OptimizerState optimizer, Map<String, Tensor> best) {}

    /** Stage n has tokens from 100 (n - 1) on. Token 0 is always answered with 0, which ends the first stage at its first look. */
    private record Stages(CurriculumPace pace, ExampleSet last, int emptyStage) implements Curriculum {
        @Override
        public int stages() {
            return 3;
        }

        @Override
        public ExampleSet train(int stage) {
            return stage == emptyStage ? Rows.of() : stage == 3 ? last : rows(100 * (stage - 1));
        }

        @Override
        public ExampleSet validation(int stage) {
            return Rows.of(new int[] {0, stage == 1 ? 0 : 2});
        }
    }

    private static Rows rows(int first) {
        int[][] rows = new int[20][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new int[] {first + i, i % 3};
        }
        return Rows.of(rows);
    }

    private static Dataset data(Curriculum curriculum) {
        FakeData data = new FakeData(rows(200), Rows.numbered(7), Rows.numbered(9), List.of(Targets.LAST));
        return new ForwardingDataset(data) {
            @Override
            public Optional<Curriculum> curriculum(Targets targets) {
                return Optional.of(curriculum);
            }
        };
    }

    private static Dataset data(String pace) {
        return data(new Stages(CurriculumPace.parse(pace), rows(200), 0));
    }

    /** Keeps the first token of each batch, in hundreds. */
    private static final class Watched extends ChainSession {
        private final List<Integer> stages = new ArrayList<>();

        @Override
        public StepResult step(Batch batch, double learningRate) {
            assertThat(Arrays.stream(batch.tokens()).map(token -> token / 100).distinct())
                    .hasSize(1);
            stages.add(batch.tokens()[0] / 100 + 1);
            return super.step(batch, learningRate);
        }
    }

    private static TrainingLoop loop(ChainSession session, Dataset data) {
        return new TrainingLoop(
                session, data, Targets.LAST, CONFIG, Protocol.strict(), new SeedStreams(9), new TrainingListener() {});
    }

    private static List<OptionalInt> stages(TrainingReport report) {
        return report.curve().stream().map(CurvePoint::stage).toList();
    }

    @Test
    void a_stage_ends_after_its_steps_and_the_last_one_goes_on() {
        Watched session = new Watched();

        TrainingReport report = loop(session, data("steps:4")).run();

        assertThat(session.stages).containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3);
        assertThat(report.curve()).extracting(CurvePoint::step).containsExactly(3L, 6L, 9L, 12L, 13L);
        assertThat(stages(report))
                .extracting(OptionalInt::getAsInt)
                .as("the growth is in the curve")
                .containsExactly(1, 2, 3, 3, 3);
    }

    @Test
    void a_stage_ends_when_its_validation_examples_are_right() {
        Watched session = new Watched();

        TrainingReport report = loop(session, data("accuracy:0.9")).run();

        assertThat(session.stages).containsExactly(1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        assertThat(stages(report)).extracting(OptionalInt::getAsInt).containsExactly(1, 2, 2, 2, 2);
    }

    @Test
    void data_without_a_curriculum_has_no_stages() {
        FakeData data = new FakeData(rows(200), Rows.numbered(7), Rows.numbered(9), List.of(Targets.LAST));
        TrainingLoop loop = loop(new ChainSession(), data);
        List<TrainingProgress> saved = new ArrayList<>();
        loop.checkpointEvery(Duration.ZERO, () -> saved.add(loop.progress()));

        assertThat(stages(loop.run())).containsOnly(OptionalInt.empty());
        assertThat(saved).extracting(TrainingProgress::stage).containsOnly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps:1", "steps:3", "steps:4", "accuracy:0.9", "accuracy:0.1"})
    void a_run_goes_on_from_every_step_as_if_it_had_never_stopped(String pace) {
        Dataset data = data(pace);
        ChainSession session = new ChainSession();
        List<State> states = new ArrayList<>();
        TrainingLoop straight = loop(session, data);
        straight.checkpointEvery(
                Duration.ZERO,
                () -> states.add(new State(
                        straight.progress(),
                        session.parameters().get("w"),
                        session.optimizerState(),
                        straight.bestParameters())));
        TrainingReport expected = straight.run();

        assertThat(states).hasSize(STEPS);
        for (State state : states) {
            ChainSession again = new ChainSession();
            again.restore(Map.of("w", state.parameter()), state.optimizer());
            TrainingLoop loop = loop(again, data);
            loop.resume(state.progress(), state.best());

            assertThat(loop.run())
                    .as("from step %d", state.progress().steps())
                    .usingRecursiveComparison()
                    .ignoringFieldsMatchingRegexes(
                            ".*[tT]rainingTime", "evaluationTime", ".*trainingSeconds", "measuredSteps")
                    .isEqualTo(expected);
            assertThat(again.parameters()).isEqualTo(session.parameters());
        }
    }

    @Test
    void a_stage_without_examples_is_refused() {
        Dataset data = data(new Stages(CurriculumPace.parse("steps:4"), rows(200), 1));

        assertThatThrownBy(() -> loop(new ChainSession(), data))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("stage 1 of its curriculum has no training examples");
    }

    @Test
    void other_stages_are_other_data() {
        String one = DataFingerprint.of(data("steps:4"));

        assertThat(DataFingerprint.of(data("steps:4"))).isEqualTo(one);
        assertThat(DataFingerprint.of(data("steps:5"))).isNotEqualTo(one);
    }

    @Test
    void a_pace_is_steps_or_accuracy() {
        assertThat(CurriculumPace.parse(" Accuracy:0.980 ")).hasToString("accuracy:0.98");
        assertThat(CurriculumPace.parse(CurriculumPace.parse("steps:20").toString()))
                .isEqualTo(CurriculumPace.parse("steps:20"));
        assertThatThrownBy(() -> CurriculumPace.parse("accuracy:1"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("accuracy (1.0) must be above 0.0 and below 1.0");
        assertThatThrownBy(() -> CurriculumPace.parse("never"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("curriculum (never) must be steps:N or accuracy:A");
    }
}

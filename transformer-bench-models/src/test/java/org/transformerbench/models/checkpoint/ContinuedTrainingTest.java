package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Model;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.Schedule;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.run.TrainingConfigBuilder;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Real trainers: some steps, a file, another session, the other steps: bit for bit the same as all steps at once. */
class ContinuedTrainingTest {
    private static final int STEPS = 7;

    @TempDir
    private Path folder;

    /** The last checkpoint of a run, which is of its last step, for its parameters and moments. */
    private RunCheckpoint last;

    private final List<StepEvent> steps = new ArrayList<>();

    private static TrainingConfigBuilder config() {
        return TrainingConfig.builder()
                .learningRate(1e-2)
                .batchSize(16)
                .evaluationInterval(3)
                .withoutStopAccuracy()
                .withoutBudgets()
                .maxSteps(STEPS);
    }

    static Stream<Arguments> cases() {
        TrainingConfig all = config().maxGradientNorm(0.5)
                .warmupSteps(3)
                .schedule(Schedule.COSINE)
                .weightDecay(0.1)
                .build();
        Map<String, String> dropout = Map.of("dropout", "0.2", "layers", "1");
        return Stream.of(new CompiledTrainer(2), new SameDiffTrainer())
                .flatMap(trainer -> Stream.of(
                        Arguments.of(trainer, new Mlp(), Map.of(), config().build()),
                        Arguments.of(trainer, new NanoGpt(), dropout, all)));
    }

    /** Runs, and interrupts after a step if there is one of that number; a new session each time. */
    private RunResult run(
            Trainer trainer,
            Model<?> model,
            Map<String, String> settings,
            TrainingConfig config,
            CheckpointStore checkpoints,
            int interrupt) {
        Registry registry = Registry.empty().with(model).with(new LetterTask()).with(trainer);
        Experiment.Builder experiment = Experiment.on("letters")
                .models(model.id())
                .learningRates(config.learningRate())
                .seeds(3)
                .trainer(trainer.id())
                .training(config);
        settings.forEach(experiment::set);
        TrainingListener listener = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                steps.add(event);
                if (event.step() == interrupt) {
                    Thread.currentThread().interrupt();
                }
                return Signal.proceed();
            }
        };
        RunResult result = new ExperimentRunner(registry)
                .withCheckpoints(new Watched(checkpoints), Duration.ZERO)
                .run(experiment.build(), listener)
                .get(0);
        assertThat(Thread.interrupted()).isEqualTo(interrupt > 0);
        assertThat(result.outcome())
                .isEqualTo(interrupt > 0 ? Outcome.interrupted() : Outcome.completed(STEPS + " steps"));
        return result;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_run_in_three_parts_is_bit_for_bit_the_run_in_one(
            Trainer trainer, Model<?> model, Map<String, String> settings, TrainingConfig config) {
        CheckpointStore files = new CheckpointFolder(folder);
        RunResult whole = run(trainer, model, settings, config, files, 0);
        RunCheckpoint expected = last;
        List<Double> losses = steps.stream().map(StepEvent::loss).toList();
        steps.clear();

        run(trainer, model, settings, config, files, 2);
        run(trainer, model, settings, config, files, 5);
        RunResult parts = run(trainer, model, settings, config, files, 0);

        assertThat(parts.provenance().resumedAtStep()).hasValue(5);
        assertThat(steps).extracting(StepEvent::loss).isEqualTo(losses);
        assertThat(last.parameters()).isEqualTo(expected.parameters());
        assertThat(last.optimizer()).isEqualTo(expected.optimizer());
        assertThat(last.optimizer().steps()).isEqualTo(STEPS);
        assertThat(parts)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds",
                        ".*warmUp")
                .isEqualTo(whole);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void the_threads_of_the_second_part_may_be_others() {
        CheckpointStore files = new CheckpointFolder(folder);
        TrainingConfig config = config().build();
        Map<String, String> settings = Map.of("dropout", "0.2", "layers", "1");
        run(new CompiledTrainer(1), new NanoGpt(), settings, config, files, 0);
        RunCheckpoint expected = last;

        run(new CompiledTrainer(1), new NanoGpt(), settings, config, files, 5);
        RunResult result = run(new CompiledTrainer(3), new NanoGpt(), settings, config, files, 0);

        assertThat(result.provenance().resumedAtStep()).hasValue(5);
        assertThat(last.parameters()).isEqualTo(expected.parameters());
    }

    @Test
    void moments_that_do_not_fit_change_nothing() {
        for (Trainer trainer : List.of(new CompiledTrainer(1), new SameDiffTrainer())) {
            run(trainer, new Mlp(), Map.of(), config().build(), new CheckpointFolder(folder), 0);
            OptimizerState moments = last.optimizer();
            run(trainer, new NanoGpt(), Map.of("layers", "1"), config().build(), new CheckpointFolder(folder), 0);
            RunCheckpoint other = last;
            try (var session = Sessions.of(trainer, new Mlp())) {
                Map<String, Tensor> before = session.parameters();
                OptimizerState optimizer = Sessions.checkpointable(session).optimizerState();
                assertThat(Sessions.refusal(session, before, other.optimizer()))
                        .contains("are not those of the parameters");
                assertThat(Sessions.refusal(session, other.parameters(), moments))
                        .contains("not this model's parameters");
                assertThat(session.parameters()).isEqualTo(before);
                assertThat(Sessions.checkpointable(session).optimizerState()).isEqualTo(optimizer);
                assertThat(optimizer.steps()).isZero();
            }
        }
    }

    /** Notes the last checkpoint, which is gone when the run has ended. */
    private final class Watched implements CheckpointStore {
        private final CheckpointStore inner;

        Watched(CheckpointStore inner) {
            this.inner = inner;
        }

        @Override
        public void save(RunCheckpoint checkpoint) throws IOException {
            last = checkpoint;
            inner.save(checkpoint);
        }

        @Override
        public Optional<RunCheckpoint> find(String runId) throws IOException {
            return inner.find(runId);
        }

        @Override
        public void delete(String runId) throws IOException {
            inner.delete(runId);
        }

        @Override
        public String setAside(String runId) {
            throw new AssertionError("refused: " + runId);
        }
    }
}

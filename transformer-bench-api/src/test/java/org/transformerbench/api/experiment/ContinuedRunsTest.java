package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.run.TrainingConfigBuilder;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** Runs that train on from the checkpoint of another one. */
class ContinuedRunsTest {
    private final CheckpointsInMemory store = new CheckpointsInMemory();
    private final List<Long> steps = new ArrayList<>();
    private int stepOfInterrupt;
    private int dataSize = 20;
    private Supplier<TrainingSession> sessions = ChainSession::new;

    private ExperimentRunner runner() {
        return new ExperimentRunner(Registry.empty()
                        .with(new FakeModel("mlp"))
                        .with(new FakeModel("gpt"))
                        .with(new FakeTask(
                                "sort",
                                seeds -> new FakeData(
                                        Rows.numbered(dataSize),
                                        Rows.numbered(5),
                                        Rows.numbered(6),
                                        List.of(Targets.LAST))))
                        .with(new FakeTrainer("fake", spec -> sessions.get())))
                .withCheckpoints(store, Duration.ZERO);
    }

    private static Experiment.Builder experiment(long maxSteps) {
        return Experiment.on("sort")
                .models("mlp")
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(maxSteps));
    }

    private RunResult run(ExperimentRunner runner, Experiment.Builder experiment) {
        steps.clear();
        return runner.run(experiment.build(), new TrainingListener() {
                    @Override
                    public Signal onStep(StepEvent event) {
                        steps.add(event.step());
                        if (event.step() == stepOfInterrupt) {
                            Thread.currentThread().interrupt();
                        }
                        return Signal.proceed();
                    }
                })
                .get(0);
    }

    private RunCheckpoint checkpointOf(int step) {
        stepOfInterrupt = step;
        run(runner(), experiment(10));
        assertThat(Thread.interrupted()).isTrue();
        stepOfInterrupt = 0;
        return store.kept.values().iterator().next();
    }

    @Test
    void with_more_steps_it_comes_to_the_same_end_as_one_that_had_them_from_the_beginning() {
        RunResult whole = run(runner(), experiment(15));
        RunCheckpoint checkpoint = checkpointOf(6);

        RunResult grown = run(runner().continuingFrom(checkpoint), experiment(15));

        assertThat(steps).startsWith(7L).endsWith(15L).hasSize(9);
        assertThat(grown.outcome()).isEqualTo(Outcome.completed("15 steps"));
        assertThat(grown.measurements().lastEvaluation().train())
                .isEqualTo(whole.measurements().lastEvaluation().train());
        assertThat(grown.measurements().lastEvaluation().test())
                .isEqualTo(whole.measurements().lastEvaluation().test());
        assertThat(grown.runId()).isNotEqualTo(whole.runId());
        assertThat(grown.provenance().resumedAtStep()).isEmpty();
        assertThat(whole.spec().continuedFrom()).isEmpty();
        assertThat(grown.spec().continuedFrom()).hasValueSatisfying(origin -> {
            assertThat(origin.spec()).isEqualTo(checkpoint.run().spec());
            assertThat(origin.steps()).isEqualTo(6);
            assertThat(origin.spec().trainingConfig().maxSteps()).hasValue(10);
        });
        assertThat(store.kept)
                .as("that of the origin stays")
                .containsOnlyKeys(checkpoint.run().runId());
    }

    @Test
    void one_that_is_interrupted_goes_on_from_its_own_checkpoint_and_still_knows_its_origin() {
        RunCheckpoint checkpoint = checkpointOf(6);
        stepOfInterrupt = 8;
        RunResult interrupted = run(runner().continuingFrom(checkpoint), experiment(15));
        assertThat(Thread.interrupted()).isTrue();
        stepOfInterrupt = 0;
        assertThat(store.kept.get(interrupted.runId()).run().spec().continuedFrom())
                .isPresent();

        RunResult result = run(runner().continuingFrom(checkpoint), experiment(15));

        assertThat(steps).startsWith(9L).endsWith(15L);
        assertThat(result.runId()).isEqualTo(interrupted.runId());
        assertThat(result.provenance().resumedAtStep()).hasValue(8);
        assertThat(result.spec().continuedFrom()).isPresent();
    }

    @Test
    void a_trainer_whose_sessions_are_not_checkpointable_cannot_continue_it() {
        RunCheckpoint checkpoint = checkpointOf(6);
        sessions = FakeSession::new;

        RunResult result = run(runner().continuingFrom(checkpoint), experiment(15));

        assertThat(steps).isEmpty();
        assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(result.outcome().reason())
                .contains(
                        "A run of the trainer 'fake' cannot continue another one: its sessions are not Checkpointable");
    }

    @Test
    void learning_rate_and_schedule_may_be_others_and_each_rate_is_a_run() {
        RunCheckpoint checkpoint = checkpointOf(6);
        List<RunResult> results = runner().continuingFrom(checkpoint)
                .run(experiment(15)
                        .learningRates(0.5, 0.25)
                        .set("schedule", "cosine")
                        .set("warmupSteps", "2")
                        .build());
        assertThat(results)
                .hasSize(2)
                .allMatch(result -> result.measurements().training().steps() == 15);
    }

    @Test
    void what_is_not_nearly_the_same_run_is_refused_before_the_first_run() {
        RunCheckpoint checkpoint = checkpointOf(6);
        ExperimentRunner runner = runner().continuingFrom(checkpoint);
        String beginning = " on sort cannot train on from the checkpoint of the run "
                + checkpoint.run().runId() + ": its ";
        assertThatThrownBy(() -> run(runner, experiment(15).seeds(2)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The run of mlp" + beginning + "seed is 1, that of this run 2");
        assertThatThrownBy(() -> run(runner, experiment(15).models("gpt")))
                .hasMessage("The run of gpt" + beginning + "model is \"mlp\", that of this run \"gpt\"");
        assertThatThrownBy(() -> run(
                        runner,
                        experiment(15)
                                .training(TrainingConfig.defaults()
                                        .withBatchSize(5)
                                        .forSteps(15))))
                .hasMessage("The run of mlp" + beginning + "batchSize is 4, that of this run 5");
        dataSize = 21;
        assertThatThrownBy(() -> run(runner().continuingFrom(checkpoint), experiment(15)))
                .hasMessageContaining("the data has changed");
        assertThat(steps).isEmpty();
    }

    @Test
    void a_run_that_begins_at_step_0_tells_of_checkpoints_of_nearly_the_same_run() {
        RunCheckpoint checkpoint = checkpointOf(6);
        assertThat(CapturedLog.of(() -> run(runner(), experiment(15))))
                .contains(
                        "mlp on sort, learning rate 1e-2, seed 1 starts at step 0. There is a checkpoint of nearly the same"
                                + " run, at step 6: a memory (maxSteps 10 there, 15 here). To train on from it:");
        assertThat(steps).startsWith(1L);
        assertThat(CapturedLog.of(() -> run(runner(), experiment(15).seeds(2)))).doesNotContain("nearly");
        assertThat(CapturedLog.of(() -> run(runner().continuingFrom(checkpoint), experiment(15))))
                .doesNotContain("nearly");
        assertThat(CapturedLog.of(() -> run(runner(), experiment(10)))).doesNotContain("nearly");
        checkpointOf(6);
        assertThat(CapturedLog.of(() -> run(runner(), experiment(6))))
                .as("it could not be followed")
                .doesNotContain("nearly");
    }

    @Test
    void a_budget_that_is_used_up_at_the_checkpoint_is_refused_before_the_first_run() {
        RunCheckpoint checkpoint = checkpointOf(6);
        ExperimentRunner runner = runner().continuingFrom(checkpoint);
        long tokens = 6 * 4 * Rows.numbered(1).positions();
        TrainingConfigBuilder training = TrainingConfig.builder().batchSize(4).withoutBudgets();

        assertThatThrownBy(() -> run(runner, experiment(6)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The checkpoint is at step 6, and the budget of 6 steps is used up there; give a larger one,"
                                + " which counts from the beginning");
        assertThatThrownBy(() -> run(
                        runner,
                        experiment(1).training(training.maxTokens(tokens).build())))
                .hasMessageContaining("the budget of " + tokens + " tokens is used up there");
        assertThatThrownBy(() -> run(
                        runner,
                        experiment(1)
                                .training(training.withoutBudgets()
                                        .maxTargets(6 * 4)
                                        .build())))
                .hasMessageContaining("the budget of 24 targets is used up there");
        assertThatThrownBy(() -> run(
                        runner,
                        experiment(1)
                                .training(training.withoutBudgets()
                                        .maxTime(Duration.ofNanos(1))
                                        .build())))
                .hasMessageContaining(" s of training is used up there");
        assertThat(steps).isEmpty();
    }
}

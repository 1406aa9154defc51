package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialStore;
import org.transformerbench.api.tuning.TuningPlan;

/** The search before an experiment: the same on every machine, on validation data, and never made twice. */
class TunedExperimentTest {
    private final AtomicInteger steps = new AtomicInteger();
    private final CheckpointsInMemory paused = new CheckpointsInMemory();
    private volatile int stepOfInterrupt = Integer.MAX_VALUE;
    private int validation = 5;

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private final class Session extends ChainSession {
        private final Thread main;

        Session(Thread main) {
            this.main = main;
        }

        @Override
        public StepResult step(Batch batch, double learningRate) {
            if (steps.incrementAndGet() == stepOfInterrupt) {
                main.interrupt();
            }
            return super.step(batch, learningRate);
        }
    }

    private ExperimentRunner runner(TrialStore store) {
        Thread main = Thread.currentThread();
        Registry registry = Registry.empty()
                .with(new FakeModel("one"))
                .with(new FakeModel("two"))
                .with(new FakeTask(
                        "sort",
                        seeds -> new FakeData(
                                Rows.numbered(20), Rows.numbered(validation), Rows.numbered(6), List.of(Targets.LAST))))
                .with(new FakeTrainer("fake", spec -> new Session(main)));
        return new ExperimentRunner(registry).withTrials(store, paused);
    }

    private static Experiment.Builder experiment(TuningPlan plan) {
        return Experiment.on("sort")
                .models("one", "two")
                .seeds(1, 2)
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(27))
                .tuning(plan);
    }

    private static List<String> brief(List<Trial> trials) {
        return trials.stream()
                .map(trial -> trial.model() + trial.candidate() + "/" + trial.rung() + trial.values() + trial.score()
                        + trial.steps())
                .sorted()
                .toList();
    }

    private static List<Map.Entry<String, Double>> rates(List<RunResult> results) {
        return results.stream()
                .map(result -> Map.entry(result.spec().model(), result.spec().learningRate()))
                .toList();
    }

    @Test
    void each_model_is_trained_with_its_best_values_and_fresh_seeds() {
        TrialStore store = TrialStore.inMemory();
        List<RunResult> results =
                runner(store).run(experiment(TuningPlan.ofRuns(9)).build());
        assertThat(results).extracting(result -> result.spec().model()).containsExactly("one", "one", "two", "two");
        assertThat(results).extracting(result -> result.spec().seed()).containsExactly(1L, 2L, 1L, 2L);
        assertThat(results)
                .allMatch(
                        result -> result.measurements().lastEvaluation().test().isPresent());
        assertThat(rates(results).get(0).getValue())
                .isEqualTo(rates(results).get(1).getValue())
                .isNotEqualTo(1e-2);
    }

    @Test
    void a_promoted_run_goes_on_from_its_checkpoint() {
        TrialStore store = TrialStore.inMemory();
        Experiment experiment = experiment(TuningPlan.ofRuns(9)).build();
        runner(store).tune(new Study("", List.of(experiment)));
        List<Trial> trials = store.trials();
        assertThat(trials).extracting(Trial::steps).contains(3L, 9L, 27L);
        // Each rung's own steps and no others: 3 on the first, 6 more on the second, 18 more on the third.
        int expected = trials.stream()
                .mapToInt(trial -> List.of(3, 6, 18).get(trial.rung()))
                .sum();
        assertThat(steps.get()).isEqualTo(expected);
        assertThat(paused.kept).isEmpty();
    }

    @Test
    void the_search_is_the_same_with_any_number_of_runs_at_once() {
        TrialStore one = TrialStore.inMemory();
        TrialStore three = TrialStore.inMemory();
        Experiment experiment = experiment(TuningPlan.ofRuns(20)).build();
        Study study = new Study("", List.of(experiment));
        Study tuned = runner(one).tune(study).orElseThrow();
        Study tunedAtOnce = runner(three).withParallelRuns(3).tune(study).orElseThrow();
        assertThat(tunedAtOnce).isEqualTo(tuned);
        assertThat(brief(three.trials())).isEqualTo(brief(one.trials()));
    }

    @Test
    void a_search_that_was_ended_goes_on_and_comes_to_the_same_values() {
        Study study = new Study("", List.of(experiment(TuningPlan.ofRuns(9)).build()));
        TrialStore whole = TrialStore.inMemory();
        Study expected = runner(whole).tune(study).orElseThrow();
        int stepsOfAll = steps.getAndSet(0);

        TrialStore store = TrialStore.inMemory();
        stepOfInterrupt = stepsOfAll / 2;
        assertThat(runner(store).tune(study)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        int trialsBefore = store.trials().size();
        assertThat(trialsBefore).isBetween(1, whole.trials().size() - 1);
        stepOfInterrupt = Integer.MAX_VALUE;

        assertThat(runner(store).tune(study)).contains(expected);
        assertThat(brief(store.trials())).isEqualTo(brief(whole.trials()));
        assertThat(steps.get()).isEqualTo(stepsOfAll);
        steps.set(0);
        assertThat(runner(store).tune(study)).contains(expected);
        assertThat(steps.get()).isZero();
    }

    @Test
    void no_more_steps_are_made_than_the_plan_has() {
        TrialStore store = TrialStore.inMemory();
        TuningPlan plan = new TuningPlan(
                OptionalInt.empty(),
                OptionalLong.of(60),
                Optional.empty(),
                3,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());
        runner(store).tune(new Study("", List.of(experiment(plan).models("one").build())));
        assertThat(steps.get()).isBetween(30, 60);
    }

    @Test
    void what_is_set_is_not_searched() {
        TrialStore store = TrialStore.inMemory();
        runner(store)
                .run(experiment(TuningPlan.ofRuns(3).withRanges(Map.of("one.learningRate", "2e-3..3e-3")))
                        .set("weightDecay", "0.01")
                        .build());
        assertThat(store.trials()).noneMatch(trial -> trial.values().containsKey("weightDecay"));
        assertThat(store.trials())
                .filteredOn(trial -> trial.model().equals("one"))
                .allMatch(trial -> Double.parseDouble(trial.values().get("learningRate")) >= 2e-3
                        && Double.parseDouble(trial.values().get("learningRate")) <= 3e-3);
    }

    @Test
    void mistakes_are_found_before_the_first_step() {
        refused(TuningPlan.ofRuns(3).withSeed(2), "tuning.seed (2)");
        refused(TuningPlan.ofRuns(3).withRanges(Map.of("learnRate", "1e-3")), "Unknown key 'learnRate'");
        refused(TuningPlan.ofRuns(3).withRanges(Map.of("three.learningRate", "1e-3")), "one of the models");
        refused(TuningPlan.ofRuns(3).withRanges(Map.of("learningRate", "1..2")), "must lie inside");
        refused(
                TuningPlan.ofRuns(3).withLimits(OptionalLong.of(5), OptionalLong.of(9)),
                "No configuration in the search space");
        validation = 0;
        refused(TuningPlan.ofRuns(3), "validation data");
        assertThat(steps.get()).isZero();
    }

    private void refused(TuningPlan plan, String reason) {
        Experiment experiment = experiment(plan).build();
        assertThatThrownBy(() -> runner(TrialStore.inMemory()).run(experiment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void several_learning_rates_and_a_search_of_them_contradict_each_other() {
        assertThatThrownBy(() -> experiment(TuningPlan.ofRuns(3))
                        .learningRates(1e-3, 1e-2)
                        .build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("learningRates");
    }
}

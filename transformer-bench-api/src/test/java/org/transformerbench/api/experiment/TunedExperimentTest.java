package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.ModelTuning;
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

    record Tall(int height) {}

    /** A model with another setting than the others have. */
    private record TallModel() implements Model<Tall> {
        @Override
        public String id() {
            return "tall";
        }

        @Override
        public Class<Tall> configType() {
            return Tall.class;
        }

        @Override
        public Tall defaultConfig(SequenceShape shape) {
            return new Tall(2);
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, Tall config) {
            throw new UnsupportedOperationException("no backend in these tests");
        }
    }

    private ExperimentRunner runner(TrialStore store) {
        Thread main = Thread.currentThread();
        Registry registry = Registry.empty()
                .with(new FakeModel("one"))
                .with(new FakeModel("two"))
                .with(new TallModel())
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
        assertThat(trials).extracting(Trial::outcome).containsOnly("paused");
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

    /** A rung's end is saved before its trial is stored: a process that ends between the two leaves a checkpoint that is due. */
    @Test
    void a_trial_whose_process_ended_right_at_the_end_of_its_rung_makes_no_further_step() {
        Study study = new Study(
                "", List.of(experiment(TuningPlan.ofRuns(9)).models("one").build()));
        TrialStore whole = TrialStore.inMemory();
        Study expected = runner(whole).tune(study).orElseThrow();
        int stepsOfAll = steps.get();
        assertThat(whole.trials()).extracting(Trial::rung).contains(0, 1, 2);

        for (int trial = 0; trial < whole.trials().size(); trial++) {
            steps.set(0);
            paused.kept.clear();
            TrialStore store = TrialStore.inMemory();
            TrialStore ended = endedAt(store, trial);
            assertThatThrownBy(() -> runner(ended).tune(study)).hasStackTraceContaining("the process has ended");
            assertThat(store.trials()).hasSizeLessThan(whole.trials().size());

            assertThat(runner(store).tune(study)).as("ended at %d", trial).contains(expected);
            assertThat(brief(store.trials())).as("ended at %d", trial).isEqualTo(brief(whole.trials()));
            assertThat(steps.get()).as("ended at %d", trial).isEqualTo(stepsOfAll);
        }
    }

    @Test
    void a_trial_that_was_lost_is_made_again_up_to_its_rung_although_its_checkpoint_is_behind_that() {
        Study study = new Study(
                "", List.of(experiment(TuningPlan.ofRuns(9)).models("one").build()));
        TrialStore whole = TrialStore.inMemory();
        Study expected = runner(whole).tune(study).orElseThrow();

        for (int number = 0; number < whole.trials().size(); number++) {
            Trial promoted = whole.trials().get(number);
            paused.kept.clear();
            paused.aside.clear();
            TrialStore store = TrialStore.inMemory();
            TrialStore ended = endedAt(store, number);
            assertThatThrownBy(() -> runner(ended).tune(study)).hasStackTraceContaining("the process has ended");
            TrialStore lacking = TrialStore.inMemory();
            store.trials().stream()
                    .filter(trial -> trial.candidate() != promoted.candidate() || trial.rung() != promoted.rung() - 1)
                    .forEach(lacking::add);

            assertThat(runner(lacking).tune(study)).as("ended at %d", number).contains(expected);
            assertThat(brief(lacking.trials())).as("ended at %d", number).isEqualTo(brief(whole.trials()));
            assertThat(paused.aside).as("ended at %d", number).hasSize(promoted.rung() == 0 ? 0 : 1);
        }
    }

    /** Returns a store that takes no trial from the one of this number on. */
    private static TrialStore endedAt(TrialStore store, int number) {
        return new TrialStore() {
            @Override
            public List<Trial> trials() {
                return store.trials();
            }

            @Override
            public void add(Trial trial) {
                if (store.trials().size() == number) {
                    throw new IllegalStateException("the process has ended");
                }
                store.add(trial);
            }
        };
    }

    @Test
    void no_more_steps_are_made_than_the_plan_has() {
        TrialStore store = TrialStore.inMemory();
        runner(store)
                .tune(new Study(
                        "",
                        List.of(experiment(TuningPlan.ofSteps(60)).models("one").build())));
        assertThat(steps.get()).isBetween(30, 60);
    }

    @Test
    void as_many_steps_as_the_first_rung_has_try_one_configuration_and_fewer_are_an_error() {
        TrialStore store = TrialStore.inMemory();
        Experiment.Builder twoStepRung = experiment(TuningPlan.ofSteps(2))
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(54));
        runner(store).tune(new Study("", List.of(twoStepRung.models("one").build())));
        assertThat(store.trials()).extracting(Trial::steps).containsExactly(2L);

        assertThatThrownBy(() -> runner(TrialStore.inMemory())
                        .run(twoStepRung.tuning(TuningPlan.ofSteps(1)).build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "tuning.steps (1) must be at least 2: so many of the 54 steps of a run are the first of 4 rungs");
    }

    @Test
    void a_time_that_the_first_trial_uses_up_tries_one_configuration() {
        TrialStore store = TrialStore.inMemory();
        runner(store)
                .tune(new Study(
                        "",
                        List.of(experiment(TuningPlan.ofTime(Duration.ofNanos(1)))
                                .models("one")
                                .build())));

        assertThat(store.trials()).hasSize(1);
    }

    @Test
    void the_seconds_of_a_trial_are_those_of_all_its_rungs() {
        TrialStore store = TrialStore.inMemory();
        runner(store)
                .tune(new Study(
                        "",
                        List.of(experiment(TuningPlan.ofSteps(200))
                                .models("one")
                                .build())));

        Map<Integer, List<Trial>> candidates = store.trials().stream().collect(Collectors.groupingBy(Trial::candidate));
        assertThat(candidates.values()).anySatisfy(trials -> assertThat(trials).hasSizeGreaterThan(1));
        assertThat(candidates.values())
                .allSatisfy(trials -> assertThat(trials)
                        .isSortedAccordingTo(Comparator.comparingInt(Trial::rung))
                        .isSortedAccordingTo(Comparator.comparingDouble(Trial::seconds)));
    }

    @Test
    void listeners_hear_of_each_trial_as_of_a_run() {
        TrialStore store = TrialStore.inMemory();
        List<String> told = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public TrainingListener forRun() {
                return new TrainingListener() {
                    @Override
                    public void onRunEnd(RunResult result) {
                        told.add(result.spec().model() + " " + result.spec().seed());
                    }
                };
            }
        };
        runner(store)
                .tune(new Study("", List.of(experiment(TuningPlan.ofRuns(9)).build())), listener);
        assertThat(told).hasSameSizeAs(store.trials()).contains("one 0", "two 0");
    }

    @Test
    void a_trial_knows_the_runs_that_it_is_chosen_for() {
        TrialStore store = TrialStore.inMemory();
        List<RunResult> results =
                runner(store).run(experiment(TuningPlan.ofRuns(9)).build());
        List<ModelTuning> tunings = ModelTuning.of(store.trials());
        assertThat(tunings).hasSize(2);
        assertThat(results)
                .allSatisfy(result -> assertThat(tunings)
                        .filteredOn(tuning -> tuning.chose(result.spec()))
                        .extracting(ModelTuning::model)
                        .containsExactly(result.spec().model()));
        RunSpec other = results.get(0)
                .spec()
                .withTrainingConfig(results.get(0).spec().trainingConfig().withLearningRate(0.5));
        assertThat(tunings).noneMatch(tuning -> tuning.chose(other));
    }

    @Test
    void what_is_set_for_one_model_does_not_disturb_the_others() {
        List<RunResult> results = runner(TrialStore.inMemory())
                .run(experiment(TuningPlan.ofRuns(3))
                        .models("one", "two", "tall")
                        .set("one.width", "7")
                        .set("height", "3")
                        .build());
        assertThat(results).hasSize(6).allMatch(result -> result.outcome().succeeded());
        assertThat(results.get(0).spec().modelConfig().path("width").asInt()).isEqualTo(7);
        assertThat(results.get(2).spec().modelConfig().path("width").asInt()).isEqualTo(5);
        assertThat(results.get(4).spec().modelConfig().path("height").asInt()).isEqualTo(3);
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
        refused(
                TuningPlan.ofRuns(3).withSeed(2),
                "seeds ([1, 2]) must not hold 2, the seed of the tuning's trials (tuning.seed)");
        refused(TuningPlan.ofRuns(3).withRanges(Map.of("learnRate", "1e-3")), "Unknown key 'learnRate'");
        refused(TuningPlan.ofRuns(3).withRanges(Map.of("three.learningRate", "1e-3")), "one of the models");
        refused(
                TuningPlan.ofRuns(3).withRanges(Map.of("learningRate", "1..2")),
                "tuning.ranges: learningRate (1..2) must lie inside");
        refused(
                TuningPlan.ofRuns(3).withLimits(OptionalLong.of(5), OptionalLong.of(9)),
                "tuning.maxFlops (9) must be at least ");
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

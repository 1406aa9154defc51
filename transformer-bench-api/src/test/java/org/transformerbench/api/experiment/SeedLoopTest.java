package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.statistics.SequentialSeeds.Decision;
import org.transformerbench.api.statistics.SequentialSeeds.State;
import org.transformerbench.api.training.TrainingListener;

/** Seeds are added at the looks of the rule, until it says to stop. */
class SeedLoopTest {
    private static final Registry REGISTRY = Registry.empty()
            .with(new FakeModel("one"))
            .with(new FakeModel("two"))
            .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
            .with(new FakeTrainer("fake", spec -> new FakeSession()));

    private final List<Decision> decisions = new ArrayList<>();
    private final List<List<Long>> seeds = new ArrayList<>();

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("one", "two")
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(2));
    }

    private static Study study(Experiment.Builder... experiments) {
        return new Study(
                "", Stream.of(experiments).map(Experiment.Builder::build).toList());
    }

    /** Makes runs of two models, of which the first is better on some seeds and worse on the others. */
    private List<RunResult> run(int mostSeeds, LongPredicate firstBetter) {
        return new SeedLoop(new SequentialSeeds(2, mostSeeds), decisions::add)
                .run(study(experiment().seedsUntilDecided(mostSeeds)), (part, before) -> {
                    List<Long> now = part.experiments().get(0).seeds();
                    seeds.add(now);
                    return now.stream()
                            .flatMap(seed -> Stream.of(
                                    result("one", seed, firstBetter.test(seed) ? 0.8 : 0.2), result("two", seed, 0.5)))
                            .toList();
                });
    }

    private static RunResult result(String model, long seed, double exactMatch) {
        return SampleRun.of(model)
                .withoutMetrics()
                .seed(seed)
                .exactMatch(exactMatch)
                .result();
    }

    @Test
    void it_stops_at_the_first_look_that_decides() {
        assertThat(run(20, seed -> true)).hasSize(10);

        assertThat(seeds).containsExactly(List.of(1L, 2L, 3L, 4L, 5L));
        assertThat(decisions).extracting(Decision::state).containsExactly(State.DECIDED);
    }

    @Test
    void it_goes_on_to_the_next_look_while_nothing_is_decided_and_ends_with_the_most_seeds() {
        assertThat(run(20, seed -> seed % 2 == 0)).hasSize(40);

        assertThat(seeds).extracting(List::size).containsExactly(5, 10, 15, 20);
        assertThat(decisions).hasSize(4).last().extracting(Decision::state).isEqualTo(State.EXHAUSTED);
    }

    @Test
    void an_experiment_says_so_itself_and_no_run_is_made_twice() {
        List<String> told = new ArrayList<>();
        List<RunResult> made = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onSeedDecision(String decision) {
                told.add(decision);
            }
        };

        List<RunResult> results = new ExperimentRunner(REGISTRY)
                .run(experiment().seedsUntilDecided(6).build(), made::add, listener);

        // The fakes learn nothing, so that all seeds are alike.
        assertThat(results).hasSize(10).containsExactlyElementsOf(made);
        assertThat(results).extracting(result -> result.spec().seed()).contains(1L, 5L);
        assertThat(told).singleElement().asString().contains("one and two are equal on each of 5 seeds");
    }

    @Test
    void models_are_counted_on_the_task_that_has_the_most() {
        ExperimentRunner runner = new ExperimentRunner(REGISTRY);
        Study twoTasks = study(
                experiment().seedsUntilDecided(20),
                Experiment.on("other").models("one", "two").seedsUntilDecided(20));
        Study wider = study(
                experiment().seedsUntilDecided(20),
                experiment().set("one.width", "9").models("one").seedsUntilDecided(20));

        assertThat(runner.seeds(twoTasks)).contains(new SequentialSeeds(2, 20));
        assertThat(runner.seeds(wider)).contains(new SequentialSeeds(3, 20));
        assertThat(runner.seeds(study(Experiment.on("sort").seedsUntilDecided(20))))
                .contains(new SequentialSeeds(2, 20));
        assertThat(runner.seeds(study(experiment()))).isEmpty();
    }

    @Test
    void so_few_seeds_or_models_that_nothing_can_be_decided_are_an_error_before_the_first_run() {
        refused(experiment().seedsUntilDecided(3), "mostSeeds (3) must be at least 4");
        Study wider = study(
                experiment().seedsUntilDecided(4),
                experiment().set("one.width", "9").models("one").seedsUntilDecided(4));
        assertThatThrownBy(() -> new ExperimentRunner(REGISTRY).seeds(wider))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("seeds until-decided: mostSeeds (4) must be at least ")
                .hasMessageEndingWith("between 3 models");
        refused(experiment().models("one").seedsUntilDecided(20), "seeds until-decided: models (1) must be at least 2");
    }

    private void refused(Experiment.Builder experiment, String reason) {
        assertThatThrownBy(() -> new ExperimentRunner(REGISTRY).run(experiment.build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }
}

package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;

/** Runs that are there are not made again, and several experiments are one study. */
class ResumeTest {
    private final List<String> opened = new ArrayList<>();
    private boolean brokenToday;
    private final Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp"))
            .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
            .with(new FakeTrainer("fake", this::open));

    private TrainingSession open(TrainingSpec<?> spec) {
        opened.add(spec.model().id() + " " + spec.seeds().seed());
        if (brokenToday && spec.model().id().equals("mlp")) {
            throw new ModelException("not today");
        }
        return new FakeSession();
    }

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("gpt", "mlp")
                .seeds(1, 2)
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(3));
    }

    private List<RunResult> resume(Experiment.Builder experiment, List<RunResult> earlier, List<RunResult> sink) {
        return new ExperimentRunner(registry).resuming(earlier).run(experiment.build(), sink::add);
    }

    private List<RunResult> run(Experiment.Builder experiment) {
        return resume(experiment, List.of(), new ArrayList<>());
    }

    @Test
    void finished_runs_are_skipped_and_all_results_come_back_in_order() {
        List<RunResult> first = run(experiment());
        opened.clear();
        List<RunResult> made = new ArrayList<>();

        List<RunResult> all = resume(experiment(), List.of(first.get(3), first.get(1)), made);

        assertThat(opened).containsExactly("gpt 1", "mlp 1");
        assertThat(made)
                .extracting(RunResult::runId)
                .containsExactly(first.get(0).runId(), first.get(2).runId());
        assertThat(all).containsExactly(made.get(0), first.get(1), made.get(1), first.get(3));
    }

    @Test
    void a_run_that_failed_is_made_again() {
        brokenToday = true;
        List<RunResult> first = run(experiment());
        brokenToday = false;
        opened.clear();

        List<RunResult> all = resume(experiment(), first, new ArrayList<>());

        assertThat(opened).containsExactly("mlp 1", "mlp 2");
        assertThat(all).extracting(RunResult::outcome).containsOnly(Outcome.completed("3 steps"));
    }

    @Test
    void the_last_of_several_results_of_a_run_counts() {
        List<RunResult> good = run(experiment().models("mlp"));
        brokenToday = true;
        List<RunResult> bad = run(experiment().models("mlp"));
        List<RunResult> badLast = new ArrayList<>(good);
        badLast.addAll(bad);
        List<RunResult> goodLast = new ArrayList<>(bad);
        goodLast.addAll(good);
        opened.clear();

        assertThat(resume(experiment().models("mlp"), goodLast, new ArrayList<>()))
                .isEqualTo(good);
        assertThat(opened).isEmpty();
        resume(experiment().models("mlp"), badLast, new ArrayList<>());
        assertThat(opened).hasSize(2);
    }

    @Test
    void another_value_anywhere_is_another_run() {
        List<RunResult> first = run(experiment());
        List<Experiment.Builder> others = List.of(
                experiment().learningRates(0.5),
                experiment().seeds(3, 4),
                experiment().set("width", "6"),
                experiment().set("count", "4"),
                experiment().training(TrainingConfig.defaults().withBatchSize(4).forSteps(4)),
                experiment().protocol(Protocol.notebook2023()),
                experiment().set("targetPositions", "LAST"));
        for (Experiment.Builder other : others) {
            opened.clear();
            resume(other, first, new ArrayList<>());
            assertThat(opened).hasSize(4);
        }
    }

    @Test
    void listeners_hear_what_is_left_and_runs_keep_their_numbers() {
        List<RunResult> first = run(experiment());
        List<StudyStart> studies = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStudyStart(StudyStart start) {
                studies.add(start);
            }

            @Override
            public void onRunStart(RunStart start) {
                numbers.add(start.run() + "/" + start.runs());
            }
        };

        new ExperimentRunner(registry)
                .resuming(first.subList(0, 3))
                .run(experiment().build(), listener);

        assertThat(studies).containsExactly(new StudyStart(4, first.subList(0, 3), 1));
        assertThat(studies.get(0).runsToMake()).isEqualTo(1);
        assertThat(numbers).containsExactly("4/4");
    }

    @Test
    void several_experiments_are_one_grid_in_which_no_run_is_made_twice() {
        Study study = new Study(
                "all",
                List.of(
                        experiment().models("mlp").build(),
                        experiment().seeds(2, 5).build()));
        List<RunResult> results = new ExperimentRunner(registry).run(study, result -> {});

        assertThat(results)
                .extracting(
                        result -> result.spec().model() + " " + result.spec().seed())
                .containsExactly("mlp 1", "mlp 2", "gpt 2", "gpt 5", "mlp 5");
    }

    @Test
    void a_mistake_in_one_of_several_experiments_is_found_before_the_first_run() {
        for (Experiment.Builder wrong : List.of(
                experiment().models("gtp"),
                experiment().set("width", "0"),
                experiment().set("widht", "3"))) {
            Study study = new Study("all", List.of(experiment().build(), wrong.build()));
            assertThatThrownBy(() -> new ExperimentRunner(registry).run(study, result -> {}))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("experiments[1]: ");
        }
        assertThat(opened).isEmpty();
        assertThatThrownBy(() -> new Study("none", Collections.emptyList())).hasMessageContaining("at least one");
    }

    @Test
    void results_keep_the_title_of_their_grid_and_a_new_title_repeats_no_run() {
        List<RunResult> made = new ArrayList<>();
        List<RunResult> first = new ExperimentRunner(registry)
                .run(new Study("Two models", List.of(experiment().build())), made::add);
        assertThat(made)
                .hasSize(4)
                .allMatch(result -> result.provenance().study().equals(Optional.of("Two models")));

        made.clear();
        Study renamed = new Study("Both models", List.of(experiment().build()));
        assertThat(new ExperimentRunner(registry).resuming(first).run(renamed, made::add))
                .isEqualTo(first);
        assertThat(made).isEmpty();

        assertThat(run(experiment()))
                .allMatch(result -> result.provenance().study().isEmpty());
        Study untitled = new Study(" ", List.of(experiment().build()));
        assertThat(new ExperimentRunner(registry).run(untitled, made::add))
                .allMatch(result -> result.provenance().study().isEmpty());
    }
}

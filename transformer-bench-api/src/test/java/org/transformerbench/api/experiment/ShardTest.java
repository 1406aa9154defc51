package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.TuningPlan;

/** A part of the runs, for one of several machines. */
class ShardTest {
    private final List<String> opened = new ArrayList<>();
    private final Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp"))
            .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
            .with(new FakeTrainer("fake", spec -> {
                opened.add(spec.model().id() + " " + spec.seeds().seed());
                return new FakeSession();
            }));

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("gpt", "mlp")
                .seeds(1, 2, 3)
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(3));
    }

    private List<RunResult> run(String shard, TrainingListener... listeners) {
        return new ExperimentRunner(registry).run(experiment().build(), Shard.parse(shard), result -> {}, listeners);
    }

    @Test
    void a_shard_has_every_so_manyth_run_of_the_plan() {
        assertThat(run("2/4")).hasSize(2);

        assertThat(opened).containsExactly("gpt 2", "mlp 3");
    }

    @Test
    void the_shards_of_one_count_have_the_results_of_the_whole() {
        List<String> whole = run("1/1").stream().map(RunResult::runId).sorted().toList();
        List<String> parts = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            run(number + "/4").forEach(result -> parts.add(result.runId()));
        }

        assertThat(parts).hasSize(6).containsExactlyInAnyOrderElementsOf(whole);
    }

    @Test
    void what_is_finished_changes_nothing_of_which_runs_a_shard_has() {
        List<RunResult> first = run("2/4");
        opened.clear();

        List<RunResult> again = new ExperimentRunner(registry)
                .resuming(first.subList(0, 1))
                .run(experiment().build(), new Shard(2, 4), result -> {});

        assertThat(opened).containsExactly("mlp 3");
        assertThat(again)
                .extracting(RunResult::runId)
                .isEqualTo(first.stream().map(RunResult::runId).toList());
    }

    @Test
    void a_run_that_two_experiments_have_in_common_has_one_position() {
        Study study = new Study(
                "all",
                List.of(
                        experiment().models("mlp").build(),
                        experiment().seeds(2, 5).build()));
        List<RunResult> results = new ExperimentRunner(registry).run(study, new Shard(2, 2), result -> {});

        // Of mlp 1, mlp 2, mlp 3, gpt 2, gpt 5, mlp 5: the second is not there twice.
        assertThat(results)
                .extracting(
                        result -> result.spec().model() + " " + result.spec().seed())
                .containsExactly("mlp 2", "gpt 2", "mlp 5");
    }

    @Test
    void listeners_hear_of_the_runs_of_the_shard_alone() {
        List<StudyStart> studies = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        run("2/4", new TrainingListener() {
            @Override
            public void onStudyStart(StudyStart start) {
                studies.add(start);
            }

            @Override
            public void onRunStart(RunStart start) {
                numbers.add(start.run() + "/" + start.runs());
            }
        });

        assertThat(studies).containsExactly(new StudyStart(2, List.of(), 1));
        assertThat(numbers).containsExactly("1/2", "2/2");
    }

    @Test
    void a_shard_beyond_the_last_run_has_none() {
        assertThat(run("7/7")).isEmpty();
        assertThat(opened).isEmpty();
    }

    @Test
    void a_search_of_values_is_not_parted() {
        Experiment tuned = experiment().tuning(TuningPlan.ofRuns(3)).build();

        assertThatThrownBy(() -> new ExperimentRunner(registry).run(tuned, new Shard(1, 2), result -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("shard (1/2) must be the whole where values of models are searched");
        assertThat(opened).isEmpty();
    }

    @Test
    void each_position_is_in_one_shard_of_a_count_and_is_found_again() {
        for (int count = 1; count <= 12; count++) {
            int[] next = new int[count + 1];
            for (int position = 0; position < 50; position++) {
                int holders = 0;
                for (int number = 1; number <= count; number++) {
                    Shard shard = new Shard(number, count);
                    if (shard.has(position)) {
                        holders++;
                        assertThat(shard.position(next[number]++)).isEqualTo(position);
                    }
                }
                assertThat(holders).isOne();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3/8, 3, 8", "1/1, 1, 1", "03/08, 3, 8", "999999999/999999999, 999999999, 999999999"})
    void a_text_is_read(String text, int number, int count) {
        assertThat(Shard.parse(text)).isEqualTo(new Shard(number, count));
    }

    @Test
    void a_shard_is_written_as_it_is_typed() {
        assertThat(new Shard(3, 8)).hasToString("3/8");
        assertThat(Shard.parse(Shard.whole().toString()).isPart()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/8",
                "9/8",
                "x/8",
                "3/0",
                "0/0",
                "-1/8",
                "3/-8",
                "3",
                "3/",
                "/8",
                "",
                "3/8/2",
                " 3/8",
                "3.0/8",
                "1/9999999999"
            })
    void anything_else_is_refused_with_the_rule(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("shard (" + text
                        + ") must be NUMBER/COUNT, as 3/8, with whole numbers and a NUMBER from 1 to COUNT; where a scheduler"
                        + " counts from 0, add 1");
    }

    @Test
    void a_shard_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> new Shard(0, 8)).hasMessage("number (0) must be between 1 and 8");
        assertThatThrownBy(() -> new Shard(9, 8)).hasMessage("number (9) must be between 1 and 8");
        assertThatThrownBy(() -> new Shard(1, 0)).hasMessage("count (0) must be at least 1");
    }
}

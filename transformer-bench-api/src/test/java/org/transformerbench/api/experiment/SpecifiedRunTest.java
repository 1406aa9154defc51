package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.api.Fakes.fromFile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.Origin;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** Runs that are made of nothing but their specification. */
class SpecifiedRunTest {
    private final CheckpointsInMemory store = new CheckpointsInMemory();

    /** Each call is as another process: nothing is shared. */
    private ExperimentRunner runner() {
        return new ExperimentRunner(Registry.empty()
                .with(new FakeModel("mlp"))
                .with(new FakeTask("sort", seeds -> {
                    loads.incrementAndGet();
                    return fromFile(
                            new FakeData(
                                    Rows.numbered(20 + (int) seeds.seed()),
                                    Rows.numbered(5),
                                    Rows.numbered(6),
                                    List.of(Targets.LAST)),
                            checksum);
                }))
                .with(new FakeTrainer("fake", spec -> new ChainSession())));
    }

    private final AtomicInteger loads = new AtomicInteger();
    private String checksum = "sha256:" + "a".repeat(64);

    private static Experiment experiment(long maxSteps) {
        return Experiment.on("sort")
                .models("mlp")
                .trainer("fake")
                .seeds(3)
                .set("sort.count", "8")
                .set("mlp.width", "6")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(maxSteps))
                .build();
    }

    private RunSpec spec() {
        return runner().run(experiment(10)).get(0).spec();
    }

    private static void assertSame(RunResult result, RunResult expected) {
        assertThat(result)
                .usingRecursiveComparison()
                .ignoringFields("provenance.started")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds")
                .isEqualTo(expected);
    }

    @Test
    void a_specification_that_travelled_as_json_has_the_result_of_its_experiment() {
        RunResult expected = runner().run(experiment(10)).get(0);
        List<RunStart> starts = new ArrayList<>();

        RunResult result = runner().run(RunSpec.fromJson(expected.spec().toJson()), new TrainingListener() {
                    @Override
                    public void onRunStart(RunStart start) {
                        starts.add(start);
                    }
                })
                .orElseThrow();

        assertThat(result.outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertSame(result, expected);
        assertThat(starts).containsExactly(new RunStart(expected.spec(), 1, 1, 1));
    }

    @Test
    void a_run_that_continues_from_a_checkpoint_needs_that_one() {
        RunCheckpoint checkpoint = checkpointAt(6);
        RunResult expected =
                runner().continuingFrom(checkpoint).run(experiment(15)).get(0);
        RunSpec spec = RunSpec.fromJson(expected.spec().toJson());

        assertSame(runner().continuingFrom(checkpoint).run(spec).orElseThrow(), expected);
        String from = checkpoint.run().runId() + " at step ";
        assertThatThrownBy(() -> runner().run(spec))
                .isInstanceOf(ConfigException.class)
                .hasMessage("continuedFrom (run " + from
                        + "6) must be the checkpoint that the runner continues from (none)");
        RunSpec later = spec.continuingFrom(new Origin(checkpoint.run().spec(), 7));
        assertThatThrownBy(() -> runner().continuingFrom(checkpoint).run(later))
                .hasMessage("continuedFrom (run " + from
                        + "7) must be the checkpoint that the runner continues from (run " + from + "6)");
    }

    private RunCheckpoint checkpointAt(int step) {
        runner().withCheckpoints(store, Duration.ZERO).run(experiment(10), new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                if (event.step() == step) {
                    Thread.currentThread().interrupt();
                }
                return Signal.proceed();
            }
        });
        assertThat(Thread.interrupted()).isTrue();
        return store.kept.values().iterator().next();
    }

    @Test
    void files_that_have_changed_are_refused_before_the_run() {
        RunSpec spec = spec();
        String before = checksum;
        checksum = "sha256:" + "b".repeat(64);

        assertRefused(
                spec.toJson(),
                "dataChecksum (" + Sha256.brief(before) + ") must be that of the files as they are now, "
                        + Sha256.brief(checksum));
        assertRefused(
                spec.withDataChecksum(Optional.empty()).toJson(),
                "dataChecksum (none) must be that of the files as they are now, " + Sha256.brief(checksum));
        assertThat(runner().run(spec.withDataChecksum(Optional.of(checksum)))).isPresent();
    }

    @Test
    void what_is_not_installed_or_not_accepted_is_refused_before_the_run() {
        String json = spec().toJson();
        assertRefused(json.replace("\"task\":\"sort\"", "\"task\":\"sorts\""), "No task 'sorts'; did you mean 'sort'?");
        assertRefused(json.replace("\"model\":\"mlp\"", "\"model\":\"mpl\""), "No model 'mpl'; did you mean 'mlp'?");
        assertRefused(json.replace("\"trainer\":\"fake\"", "\"trainer\":\"x\""), "No trainer 'x'");
        assertRefused(json.replace("\"width\":6", "\"wide\":6"), "modelConfig: Unknown key 'wide' of WidthConfig");
        assertRefused(json.replace("\"count\":8", "\"count\":\"x\""), "taskConfig: count (x) must be a whole number");
        assertRefused(
                json.replace("\"targets\":\"LAST\"", "\"targets\":\"EVERY\""),
                "targets (EVERY) must be among those that data, model and protocol have in common");
        assertRefused(
                json.replace("\"width\":6", "\"width\":\"6\""),
                "modelConfig ({\"width\":\"6\"}) must be written as {\"width\":6}");
    }

    private void assertRefused(String json, String message) {
        assertThatThrownBy(() -> runner().run(RunSpec.fromJson(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void runs_of_one_runner_with_the_same_data_load_it_once() throws Exception {
        RunSpec spec = spec();
        RunSpec longer = spec.withTrainingConfig(spec.trainingConfig().forSteps(12));
        ExperimentRunner runner = runner();
        loads.set(0);

        RunResult first = runner.run(spec).orElseThrow();
        List<RunResult> made = new CopyOnWriteArrayList<>();
        List<Thread> threads = Stream.generate(
                        () -> new Thread(() -> made.add(runner.run(longer).orElseThrow())))
                .limit(3)
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        RunResult again = runner.run(spec).orElseThrow();

        assertThat(made).hasSize(3);
        assertThat(loads).hasValue(1);
        assertSame(again, first);
        runner.run(spec.withSeed(4));
        assertThat(loads).hasValue(2);
    }

    @Test
    void data_of_other_files_is_neither_used_nor_kept() {
        RunSpec spec = spec();
        ExperimentRunner runner = runner();
        String before = checksum;
        checksum = "sha256:" + "b".repeat(64);
        RunSpec changed = spec();
        loads.set(0);

        assertThat(runner.run(changed)).isPresent();
        assertThatThrownBy(() -> runner.run(spec)).isInstanceOf(ConfigException.class);
        checksum = before;
        assertThat(runner.run(spec)).isPresent();

        assertThat(loads).hasValue(3);
        assertThat(runner.run(changed)).as("with the data that it asks for").isPresent();
        assertThat(loads).hasValue(3);
    }
}

package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.TuningPlan;

/** Runs that are made elsewhere than on the thread of the runner, from their JSON, and come back as JSON. */
class RunExecutorTest {
    private final List<String> heard = new ArrayList<>();

    /** Each call is as another process: nothing is shared. */
    private static ExperimentRunner runner() {
        return new ExperimentRunner(Registry.empty()
                .with(new FakeModel("gpt"))
                .with(new FakeModel("mlp"))
                .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
                .with(new CountingTrainer(model -> {}, 1)));
    }

    private static Experiment experiment() {
        return Experiment.on("sort")
                .models("gpt", "mlp")
                .seeds(1, 2)
                .trainer("fake")
                .training(TrainingConfig.builder()
                        .batchSize(4)
                        .withoutBudgets()
                        .maxSteps(4)
                        .evaluationInterval(2)
                        .build())
                .build();
    }

    /** Makes runs in the reverse order, as another process would. */
    private record Elsewhere(Consumer<Integer> beforeRun) implements RunExecutor {
        Elsewhere() {
            this(number -> {});
        }

        @Override
        public int parallelRuns(int runs) {
            return 7;
        }

        @Override
        public void execute(List<PendingRun> runs, Consumer<RunResult> sink) {
            List<PendingRun> reversed = new ArrayList<>(runs);
            Collections.reverse(reversed);
            for (int i = 0; i < reversed.size() && !Thread.currentThread().isInterrupted(); i++) {
                PendingRun run = reversed.get(i);
                RunResult result;
                try {
                    beforeRun.accept(i);
                    RunSpec spec = RunSpec.fromJson(run.spec().toJson());
                    result = RunResult.fromJson(runner().run(spec).orElseThrow().toJson());
                } catch (IllegalStateException e) {
                    result = run.failed(e);
                }
                sink.accept(result);
            }
        }
    }

    private static void assertSame(List<RunResult> results, List<RunResult> expected) {
        assertThat(results)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(
                        ".*provenance.started",
                        ".*parallelRuns",
                        ".*threads",
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds")
                .isEqualTo(expected);
    }

    @Test
    void results_are_those_of_runs_in_this_process_in_the_order_of_the_experiment() {
        List<RunResult> sunk = new ArrayList<>();

        List<RunResult> results = runner().withExecutor(new Elsewhere()).run(experiment(), sunk::add);

        assertSame(results, runner().run(experiment()));
        assertThat(sunk).hasSize(4);
        assertThat(sunk.get(0)).isEqualTo(results.get(3));
    }

    @Test
    void runs_that_have_a_result_are_not_handed_over() {
        List<RunResult> earlier = runner().run(experiment());
        List<RunResult> sunk = new ArrayList<>();

        List<RunResult> results = runner().resuming(earlier.subList(0, 3))
                .withExecutor(new Elsewhere())
                .run(experiment(), sunk::add);

        assertThat(sunk).containsExactly(results.get(3));
        assertThat(results.subList(0, 3)).isEqualTo(earlier.subList(0, 3));
        assertThat(runner().resuming(earlier)
                        .withExecutor(new Elsewhere(number -> {
                            throw new AssertionError("nothing is left to make");
                        }))
                        .run(experiment()))
                .isEqualTo(earlier);
    }

    @Test
    void a_run_that_cannot_be_made_is_a_failed_result_and_the_others_are_made() {
        List<RunResult> results = runner().withExecutor(new Elsewhere(number -> {
                    if (number == 1) {
                        throw new IllegalStateException("the machine is lost");
                    }
                }))
                .run(experiment());

        assertThat(results)
                .extracting(result -> result.outcome().kind())
                .containsExactly(
                        Outcome.Kind.COMPLETED, Outcome.Kind.COMPLETED, Outcome.Kind.FAILED, Outcome.Kind.COMPLETED);
        assertThat(results.get(2).outcome().reason()).isEqualTo("IllegalStateException: the machine is lost");
        assertThat(results.get(2).spec())
                .isEqualTo(runner().run(experiment()).get(2).spec());
    }

    @Test
    void an_interrupt_leaves_the_results_that_have_come() {
        List<RunResult> results = runner().withExecutor(new Elsewhere())
                .run(experiment(), result -> Thread.currentThread().interrupt());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.spec().model()).isEqualTo("mlp"));
    }

    @Test
    void what_the_sink_throws_ends_the_experiment() {
        assertThatThrownBy(() -> runner().withExecutor(new Elsewhere()).run(experiment(), result -> {
                    throw new IllegalStateException("the disk is full");
                }))
                .hasMessage("the disk is full");
    }

    @Test
    void listeners_hear_of_a_run_when_its_result_has_come_and_of_its_end_when_the_sink_has_it() {
        runner().withExecutor(new Elsewhere()).run(experiment(), result -> heard.add("sink"), new TrainingListener() {
            @Override
            public void onStudyStart(StudyStart start) {
                heard.add(start.parallelRuns() + " at once");
            }

            @Override
            public void onRunStart(RunStart start) {
                heard.add(start.run() + " of " + start.runs() + ", parameters " + start.parameters());
            }

            @Override
            public Signal onEvaluation(CurvePoint point) {
                heard.add("step " + point.step());
                return Signal.proceed();
            }

            @Override
            public void onRunEnd(RunResult result) {
                heard.add("end of " + result.spec().model());
            }
        });

        assertThat(heard)
                .hasSize(1 + 4 * 5)
                .startsWith("7 at once", "4 of 4, parameters 11", "step 2", "step 4", "sink", "end of mlp");
    }

    @Test
    void a_result_that_comes_twice_is_refused() {
        RunExecutor twice = new RunExecutor() {
            @Override
            public int parallelRuns(int runs) {
                return 1;
            }

            @Override
            public void execute(List<PendingRun> runs, Consumer<RunResult> sink) {
                RunResult result = runs.get(0).make();
                sink.accept(result);
                sink.accept(result);
            }
        };

        assertThatThrownBy(() -> runner().withExecutor(twice).run(experiment()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("was not asked for, or came before");
    }

    @Test
    void a_pending_run_tells_the_flops_of_an_example_and_that_it_trains() {
        List<Optional<Long>> flops = new ArrayList<>();
        RunExecutor asking = new RunExecutor() {
            @Override
            public int parallelRuns(int runs) {
                return 1;
            }

            @Override
            public void execute(List<PendingRun> runs, Consumer<RunResult> sink) {
                for (PendingRun run : runs) {
                    assertThat(run.trains()).isTrue();
                    assertThat(run.study()).isEmpty();
                    flops.add(run.flopsPerExample().stream().boxed().findFirst());
                    sink.accept(run.make());
                }
            }
        };

        List<RunResult> results = runner().withExecutor(asking).run(experiment());

        assertThat(flops)
                .isEqualTo(results.stream()
                        .map(result -> result.measurements().flopsPerExample().stream()
                                .boxed()
                                .findFirst())
                        .toList());
    }

    @Test
    void a_tuning_is_refused_because_its_trials_go_on_in_one_process() {
        Experiment tuned = experiment().withTuning(Optional.of(TuningPlan.ofRuns(2)));

        assertThatThrownBy(() -> runner().withExecutor(new Elsewhere()).run(tuned))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tuning: its trials are paused and go on in the process that searches");
    }
}

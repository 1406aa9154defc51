package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ParallelRunsTest {
    private static ExperimentRunner runner(CountingTrainer.Opening opening) {
        return new ExperimentRunner(Registry.empty()
                .with(new FakeModel("gpt"))
                .with(new FakeModel("mlp"))
                .with(new FakeModel("rnn"))
                .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
                .with(new CountingTrainer(opening, 77)));
    }

    private static Experiment experiment(long... seeds) {
        return Experiment.on("sort")
                .models("gpt", "mlp", "rnn")
                .seeds(seeds)
                .trainer("fake")
                .training(TrainingConfig.builder()
                        .batchSize(4)
                        .withoutBudgets()
                        .maxSteps(5)
                        .evaluationInterval(2)
                        .build())
                .build();
    }

    @Test
    void as_many_runs_as_wanted_are_at_work_at_once() {
        CyclicBarrier both = new CyclicBarrier(3);
        List<RunResult> results =
                runner(model -> both.await()).withParallelRuns(3).run(experiment(1, 2));

        assertThat(results).hasSize(6).allMatch(result -> result.outcome().equals(Outcome.completed("5 steps")));
    }

    @Test
    void results_are_in_order_and_the_same_as_one_after_the_other() {
        CountDownLatch lastIsOpen = new CountDownLatch(1);
        List<RunResult> sequential = runner(model -> {}).run(experiment(1));
        List<RunResult> sunk = new ArrayList<>();
        List<RunResult> parallel = runner(model -> {
                    if (model.equals("rnn")) {
                        lastIsOpen.countDown();
                    }
                    lastIsOpen.await();
                })
                .withParallelRuns(3)
                .run(experiment(1), sunk::add);

        assertThat(parallel).extracting(result -> result.spec().model()).containsExactly("gpt", "mlp", "rnn");
        assertThat(sunk).containsExactlyInAnyOrderElementsOf(parallel);
        assertThat(parallel)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds")
                .isEqualTo(sequential);
    }

    @Test
    void processors_are_shared_out_and_the_result_says_so() {
        int processors = Runtime.getRuntime().availableProcessors();
        Provenance alone = runner(model -> {}).run(experiment(1)).get(0).provenance();
        Provenance shared = runner(model -> {})
                .withParallelRuns(2)
                .run(experiment(1))
                .get(0)
                .provenance();
        Provenance oneLeft = runner(model -> {})
                .withParallelRuns(3)
                .run(Experiment.on("sort")
                        .models("gpt")
                        .trainer("fake")
                        .training(experiment(1).training())
                        .build())
                .get(0)
                .provenance();

        assertThat(List.of(alone.parallelRuns(), alone.threads())).containsExactly(1, 77);
        assertThat(List.of(shared.parallelRuns(), shared.threads())).containsExactly(2, Math.max(1, processors / 2));
        assertThat(List.of(oneLeft.parallelRuns(), oneLeft.threads())).containsExactly(1, 77);
    }

    @Test
    void each_run_has_the_number_of_threads_that_was_asked_for() {
        assertThat(runner(model -> {}).withThreads(5).run(experiment(1)))
                .extracting(result -> result.provenance().threads())
                .containsExactly(5, 5, 5);
        assertThat(runner(model -> {}).withParallelRuns(2).withThreads(5).run(experiment(1)))
                .extracting(result -> result.provenance().threads())
                .containsExactly(5, 5, 5);
        assertThatThrownBy(() -> runner(model -> {}).withThreads(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("threads (0) must be between 1 and 1024");
    }

    @Test
    void a_run_that_fails_does_not_disturb_the_others() {
        List<RunResult> results = runner(model -> {
                    if (model.equals("mlp")) {
                        throw new ModelException("broken");
                    }
                })
                .withParallelRuns(2)
                .run(experiment(1, 2));

        assertThat(results)
                .extracting(result -> result.outcome().kind())
                .containsExactly(
                        Outcome.Kind.COMPLETED,
                        Outcome.Kind.COMPLETED,
                        Outcome.Kind.FAILED,
                        Outcome.Kind.FAILED,
                        Outcome.Kind.COMPLETED,
                        Outcome.Kind.COMPLETED);
    }

    @Test
    void sink_and_listeners_are_called_by_one_thread_at_a_time() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runnable visit = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.yield();
            inside.decrementAndGet();
        };
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        TrainingListener listener = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                threads.add(Thread.currentThread());
                visit.run();
                return Signal.proceed();
            }

            @Override
            public Signal onEvaluation(CurvePoint point) {
                visit.run();
                return Signal.proceed();
            }
        };
        CyclicBarrier all = new CyclicBarrier(3);
        runner(model -> all.await())
                .withParallelRuns(3)
                .run(experiment(1, 2, 3, 4), result -> visit.run(), listener, listener);

        assertThat(threads).hasSize(3);
        assertThat(most).hasValue(1);
    }

    @Test
    void a_listener_can_tell_runs_apart_by_making_one_for_each() {
        List<String> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public TrainingListener forRun() {
                return new TrainingListener() {
                    private String model;

                    @Override
                    public void onRunStart(RunStart start) {
                        model = start.spec().model();
                    }

                    @Override
                    public void onRunEnd(RunResult result) {
                        heard.add(model + " " + result.spec().model());
                    }
                };
            }
        };
        runner(model -> {}).withParallelRuns(3).run(experiment(1), listener);

        assertThat(heard).containsExactlyInAnyOrder("gpt gpt", "mlp mlp", "rnn rnn");
    }

    @Test
    void a_listener_that_cannot_make_one_for_a_run_hears_of_it_itself() {
        List<String> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public TrainingListener forRun() {
                throw new IllegalStateException("no more listeners");
            }

            @Override
            public void onRunEnd(RunResult result) {
                heard.add(result.spec().model());
            }
        };
        runner(model -> {}).withParallelRuns(3).run(experiment(1), listener);

        assertThat(heard).containsExactlyInAnyOrder("gpt", "mlp", "rnn");
    }

    @Test
    void what_the_sink_throws_ends_all_runs() {
        IllegalStateException full = new IllegalStateException("disk full");
        AtomicInteger opened = new AtomicInteger();
        assertThatThrownBy(() -> runner(model -> {
                            opened.incrementAndGet();
                            // No run is over before the failure of the first one has been seen.
                            LockSupport.parkNanos(20_000_000);
                        })
                        .withParallelRuns(2)
                        .run(experiment(1, 2, 3, 4, 5, 6, 7, 8, 9), result -> {
                            throw full;
                        }))
                .isSameAs(full);
        assertThat(opened).hasValueLessThan(27);
    }

    @Test
    void an_interrupt_ends_the_runs_at_work_and_leaves_out_the_others() {
        Thread caller = Thread.currentThread();
        List<RunResult> results = runner(model -> {
                    caller.interrupt();
                    new CountDownLatch(1).await();
                })
                .withParallelRuns(2)
                .run(experiment(1, 2));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results)
                .hasSizeLessThanOrEqualTo(2)
                .noneMatch(result -> result.outcome().finished());
    }

    @Test
    void less_than_one_run_is_a_mistake() {
        assertThatThrownBy(() -> runner(model -> {}).withParallelRuns(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("parallelRuns (0) must be at least 1");
    }
}

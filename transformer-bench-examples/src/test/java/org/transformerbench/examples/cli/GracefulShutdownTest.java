package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.TrialStore;
import org.transformerbench.api.tuning.TuningPlan;
import org.transformerbench.models.checkpoint.CheckpointFolder;

/** What the program's end does to runs in training, here without ending the JVM. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GracefulShutdownTest {
    private static final String NAME = "mlp (learning rate 1e-2, seed 1)";

    @TempDir
    private Path folder;

    private final StringWriter messages = new StringWriter();
    private final CountDownLatch inTraining = new CountDownLatch(1);
    private final List<String> runIds = new ArrayList<>();
    private GracefulShutdown end = new GracefulShutdown(new PrintWriter(messages), Duration.ofSeconds(30));
    private Thread training = new Thread();
    private int parallelRuns = 1;
    private List<Long> seeds = List.of(1L);

    /** Opens the latch when all runs have made steps. */
    private final TrainingListener counter = new TrainingListener() {
        private final List<Thread> threads = new ArrayList<>();

        @Override
        public Signal onStep(StepEvent event) {
            if (event.step() == 3) {
                threads.add(Thread.currentThread());
            }
            if (threads.size() == parallelRuns) {
                inTraining.countDown();
            }
            return Signal.proceed();
        }
    };

    private Experiment.Builder experiment() {
        return Experiment.on("addition")
                .set("digits", "2")
                .models("mlp")
                .learningRates(1e-2)
                .seeds(seeds.stream().mapToLong(Long::longValue).toArray())
                .training(TrainingConfig.defaults().withBatchSize(8).forSteps(1_000_000).toBuilder()
                        .evaluationInterval(1_000_000)
                        .build());
    }

    private void train(Optional<CheckpointStore> checkpoints, TrainingListener... more) throws InterruptedException {
        Experiment experiment = experiment().build();
        ExperimentRunner runner = new ExperimentRunner(Registry.discover()).withParallelRuns(parallelRuns);
        ExperimentRunner kept = checkpoints
                .map(store -> runner.withCheckpoints(end.watching(store), Duration.ofDays(1)))
                .orElse(runner);
        List<TrainingListener> listeners = new ArrayList<>(List.of(more));
        listeners.add(0, end);
        listeners.add(counter);
        training = new Thread(() -> kept.run(experiment, listeners.toArray(TrainingListener[]::new)));
        training.start();
        inTraining.await();
    }

    /** The threads that wait for the JVM's end. */
    @AfterEach
    void release() throws InterruptedException {
        while (training.isAlive()) {
            training.interrupt();
            training.join(20);
        }
    }

    /** Like the folder, and knows which runs were saved. */
    private CheckpointStore store(boolean full) {
        CheckpointFolder files = new CheckpointFolder(folder);
        return new CommandCheckpoints(
                new CheckpointStore() {
                    @Override
                    public void save(RunCheckpoint checkpoint) throws IOException {
                        if (full) {
                            throw new IOException("No space left on device");
                        }
                        files.save(checkpoint);
                        synchronized (runIds) {
                            runIds.add(checkpoint.run().runId());
                        }
                    }

                    @Override
                    public Optional<RunCheckpoint> find(String runId) throws IOException {
                        return files.find(runId);
                    }

                    @Override
                    public void delete(String runId) throws IOException {
                        files.delete(runId);
                    }

                    @Override
                    public String setAside(String runId) throws IOException {
                        return files.setAside(runId);
                    }
                },
                runId -> false,
                false,
                new PrintWriter(messages));
    }

    @Test
    void each_run_in_training_writes_a_checkpoint_of_the_step_that_is_named() throws Exception {
        parallelRuns = 2;
        seeds = List.of(1L, 2L);
        train(Optional.of(store(false)));

        List<String> clauses = end.end();

        assertThat(runIds).hasSize(2);
        assertThat(clauses).hasSize(2);
        for (String runId : runIds) {
            RunCheckpoint checkpoint = new CheckpointFolder(folder).find(runId).orElseThrow();
            assertThat(checkpoint.progress().steps()).isGreaterThanOrEqualTo(3);
            assertThat(clauses)
                    .contains("a checkpoint of mlp (learning rate 1e-2, seed "
                            + checkpoint.run().spec().seed() + ") was written at step "
                            + checkpoint.progress().steps());
        }
    }

    @Test
    void a_trial_in_training_writes_a_checkpoint_too() throws Exception {
        Experiment experiment = experiment().tuning(TuningPlan.ofRuns(3)).build();
        ExperimentRunner runner = new ExperimentRunner(Registry.discover())
                .withTrials(TrialStore.inMemory(), end.watchingTrials(store(false)));
        training = new Thread(() -> runner.tune(new Study("", List.of(experiment)), end.ofTrials(), counter));
        training.start();
        inTraining.await();

        List<String> clauses = end.end();

        RunCheckpoint checkpoint =
                new CheckpointFolder(folder).find(runIds.get(0)).orElseThrow();
        assertThat(clauses)
                .singleElement()
                .asString()
                .startsWith("a checkpoint of the trial of mlp (learning rate ")
                .endsWith(
                        ", seed 0) was written at step " + checkpoint.progress().steps());
    }

    @Test
    void without_checkpoints_nobody_waits_and_the_run_is_said_to_start_over() throws Exception {
        train(Optional.empty());

        assertThat(end.end())
                .singleElement()
                .asString()
                .matches(
                        "\\Q" + NAME
                                + "\\E starts over, for of its \\d+ steps there is no checkpoint \\(--checkpoint-every none\\)");
    }

    @Test
    void a_checkpoint_that_cannot_be_written_is_not_promised() throws Exception {
        train(Optional.of(store(true)));

        assertThat(end.end())
                .singleElement()
                .asString()
                .matches("\\Q" + NAME + "\\E starts over, for of its \\d+ steps no checkpoint could be written");
    }

    @Test
    void a_step_that_does_not_end_is_not_waited_for_forever() throws Exception {
        end = new GracefulShutdown(new PrintWriter(messages), Duration.ofMillis(1200));
        CountDownLatch never = new CountDownLatch(1);
        parallelRuns = 2; // The counter waits for another run, so that the end begins inside of this listener.
        train(Optional.of(store(false)), new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                if (event.step() == 4) {
                    inTraining.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return Signal.proceed();
            }
        });

        assertThat(end.end()).containsExactly(NAME + " starts over, for of its 4 steps no checkpoint could be written");
        assertThat(messages.toString()).contains("Waiting for the step or evaluation in progress, at most 1 s, ");
    }
}

package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.CheckpointSummary;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

/**
 * A shutdown hook that ends the runs in training in order when the JVM is ended by Ctrl-C or SIGTERM. Each is interrupted after
 * the step in progress, which makes it write a checkpoint; one that has made all its steps comes to its result instead. Until
 * then the JVM waits, but not forever.
 */
final class GracefulShutdown implements TrainingListener {
    /** Maximum wait; longer than the longest usual step or evaluation; a less patient supervisor kills the process. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Wait after which a message explains it. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final PrintWriter messages;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The runs in training; each trains and saves its checkpoints on one thread. */
    private final Map<Thread, Run> inTraining = new LinkedHashMap<>();

    private boolean watching;
    private volatile boolean ending;

    /**
     * Creates the hook.
     *
     * @param messages is told what is waited for
     * @param patience how long to wait at most
     */
    GracefulShutdown(PrintWriter messages, Duration patience) {
        this.messages = messages;
        this.patience = patience;
    }

    @Override
    public TrainingListener forRun() {
        return new Run("", watching);
    }

    /** Returns a listener to the trials of a search of values, whose checkpoints are always kept. */
    TrainingListener ofTrials() {
        return new TrainingListener() {
            @Override
            public TrainingListener forRun() {
                return new Run("the trial of ", true);
            }
        };
    }

    /** Returns the checkpoints of trials, watched by this hook; those of runs need not be. */
    CheckpointStore watchingTrials(CheckpointStore checkpoints) {
        return new Watched(checkpoints);
    }

    /** Returns the same checkpoints, watched by this hook, which does not know them before this call. */
    CheckpointStore watching(CheckpointStore checkpoints) {
        watching = true;
        return new Watched(checkpoints);
    }

    /**
     * Stops the runs in training.
     *
     * @return a clause for each that has no result
     */
    List<String> end() {
        lock.lock();
        try {
            ending = true;
            if (inTraining.values().stream().anyMatch(run -> run.kept)
                    && !await(Duration.ofMillis(Math.min(SILENCE.toMillis(), patience.toMillis())))) {
                messages.println();
                messages.println("Waiting for the step or evaluation in progress, at most " + patience.toSeconds()
                        + " s, to write a checkpoint");
                messages.flush();
                await(patience.minus(SILENCE));
            }
            return inTraining.values().stream().map(Run::clause).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the runs, and returns whether none is left. */
    private boolean await(Duration time) {
        long left = time.toNanos();
        while (!inTraining.values().stream().allMatch(Run::isSettled)) {
            if (left <= 0) {
                return false;
            }
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The state of one run; guarded by the lock. */
    private final class Run implements TrainingListener {
        private final String prefix;
        /** Whether it has checkpoints. */
        private final boolean kept;

        private String name = "";
        private long step;
        private OptionalLong checkpoint = OptionalLong.empty();
        private boolean saved;
        private boolean failed;

        Run(String prefix, boolean kept) {
            this.prefix = prefix;
            this.kept = kept;
        }

        @Override
        public void onRunStart(RunStart start) {
            change(() -> {
                name = prefix + start.spec().model() + " (learning rate "
                        + LearningRateText.of(start.spec().learningRate()) + ", seed "
                        + start.spec().seed() + ")";
                inTraining.put(Thread.currentThread(), this);
            });
            interruptAtEnd();
        }

        @Override
        public void onResume(TrainingProgress progress) {
            change(() -> {
                step = progress.steps();
                checkpoint = OptionalLong.of(step);
            });
        }

        @Override
        public Signal onStep(StepEvent event) {
            change(() -> step = event.step());
            return interruptAtEnd();
        }

        @Override
        public Signal onEvaluation(CurvePoint point) {
            return interruptAtEnd();
        }

        /**
         * Interrupts the run if the program is ending; called between two steps, where nothing is at work that an interrupt could
         * disturb.
         */
        private Signal interruptAtEnd() {
            if (ending && kept) {
                Thread.currentThread().interrupt();
            }
            return Signal.proceed();
        }

        @Override
        public void onRunEnd(RunResult result) {
            change(() -> {
                if (ending && step > 0 && result.outcome().equals(Outcome.interrupted())) {
                    failed = true; // Its trainer has no checkpoints.
                } else {
                    inTraining.remove(Thread.currentThread());
                }
            });
        }

        void saved(long steps) {
            change(() -> {
                checkpoint = OptionalLong.of(steps);
                saved = ending;
                failed = false;
            });
            if (saved) {
                halt();
            }
        }

        void notSaved() {
            change(() -> failed = ending);
        }

        /**
         * Returns whether the run has nothing left to save: before the first step there is nothing, and before the next one all
         * is saved.
         */
        boolean isSettled() {
            return saved || failed || step == checkpoint.orElse(0);
        }

        String clause() {
            if (saved) {
                return "a checkpoint of " + name + " was written at step " + checkpoint.orElseThrow();
            }
            if (checkpoint.isPresent()) {
                return "the checkpoint of " + name + " is at step " + checkpoint.getAsLong()
                        + (step == checkpoint.getAsLong()
                                ? ""
                                : ", not at step " + step + ", which could not be saved");
            }
            return name
                    + (step == 0
                            ? " had made no step"
                            : " starts over, for of its " + step + (step == 1 ? " step" : " steps")
                                    + (kept
                                            ? " no checkpoint could be written"
                                            : " there is no checkpoint (--checkpoint-every none)"));
        }
    }

    /**
     * Blocks the calling thread until the JVM halts, which it does soon: until then, the evaluation of this end, which nobody will
     * see, must not take its processors.
     */
    private static void halt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Watched implements CheckpointStore {
        private final CheckpointStore checkpoints;

        Watched(CheckpointStore checkpoints) {
            this.checkpoints = checkpoints;
        }

        private Optional<Run> run() {
            lock.lock();
            try {
                return Optional.ofNullable(inTraining.get(Thread.currentThread()));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void save(RunCheckpoint checkpoint) throws IOException {
            boolean written = false;
            try {
                checkpoints.save(checkpoint);
                written = true;
            } finally {
                if (!written) {
                    run().ifPresent(Run::notSaved);
                }
            }
            run().ifPresent(run -> run.saved(checkpoint.progress().steps()));
        }

        @Override
        public Optional<RunCheckpoint> find(String runId) throws IOException {
            return checkpoints.find(runId);
        }

        @Override
        public List<CheckpointSummary> list() throws IOException {
            return checkpoints.list();
        }

        @Override
        public void delete(String runId) throws IOException {
            checkpoints.delete(runId);
        }

        @Override
        public String setAside(String runId) throws IOException {
            return checkpoints.setAside(runId);
        }
    }
}

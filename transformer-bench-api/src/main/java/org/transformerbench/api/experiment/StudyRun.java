package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.ListenerWatch;
import org.transformerbench.api.training.Listeners;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;

/** The runs of a study that have no result yet, and the order of all its results. */
final class StudyRun {
    private static final Logger LOG = LoggerFactory.getLogger(StudyRun.class);

    private final Map<String, RunPlan<?>> plans;
    private final Map<String, RunResult> results;
    private final RunExecutor executor;
    private final int parallelRuns;
    private final OptionalInt threads;
    private final boolean measureInference;
    private final Optional<RunCheckpointer.Policy> checkpointing;
    private final Consumer<RunResult> sink;
    private final List<TrainingListener> listeners;
    /** The lock of listeners and sink: its holder alone calls them. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ListenerWatch watch = new ListenerWatch();

    /**
     * @param plans by the ids of their runs, in order
     * @param finished results by the ids of their runs
     * @param executor makes them
     * @param threads of each run; empty for an even share of the processors
     */
    StudyRun(
            Map<String, RunPlan<?>> plans,
            Map<String, RunResult> finished,
            RunExecutor executor,
            OptionalInt threads,
            boolean measureInference,
            Optional<RunCheckpointer.Policy> checkpointing,
            Consumer<RunResult> sink,
            List<TrainingListener> listeners) {
        this.plans = plans;
        this.results = new LinkedHashMap<>(finished);
        this.executor = executor;
        this.parallelRuns = executor.parallelRuns(plans.size() - finished.size());
        Require.atLeast("parallelRuns of the executor", parallelRuns, 1);
        this.threads = threads;
        this.measureInference = measureInference;
        this.checkpointing = checkpointing;
        this.sink = sink;
        this.listeners = listeners;
    }

    List<RunResult> execute() {
        try (watch) {
            watch.start();
            return executeWatched();
        }
    }

    private List<RunResult> executeWatched() {
        new Listeners(listeners, turn, Optional.of(watch))
                .onStudyStart(new StudyStart(plans.size(), inOrder(), parallelRuns));
        // Of a process that was killed between a result and this.
        checkpointing.ifPresent(checkpoints -> results.keySet().forEach(checkpoints::forget));
        List<Pending> runs = pending();
        if (!runs.isEmpty()) {
            Map<String, Pending> pending = new ConcurrentHashMap<>();
            runs.forEach(run -> pending.put(run.spec().runId(), run));
            executor.execute(List.copyOf(runs), result -> accept(pending.remove(result.runId()), result));
        }
        List<RunResult> all = inOrder();
        if (all.size() < plans.size()) {
            LOG.warn("Interrupted: {} of {} runs are left out", plans.size() - all.size(), plans.size());
        }
        return all;
    }

    private List<RunResult> inOrder() {
        return plans.keySet().stream()
                .map(results::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Returns the runs without a result, in order. */
    private List<Pending> pending() {
        List<Pending> pending = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, RunPlan<?>> plan : plans.entrySet()) {
            number++;
            if (!results.containsKey(plan.getKey())) {
                pending.add(new Pending(plan.getValue(), number));
            }
        }
        return pending;
    }

    private void accept(Pending pending, RunResult result) {
        if (pending == null) {
            throw new IllegalArgumentException(
                    "The result of the run " + result.runId() + " was not asked for, or came before");
        }
        SingleRun<?> run = pending.ended(result);
        turn.lock();
        try {
            sink.accept(result);
            results.put(result.runId(), result);
            run.resultIsSafe(result);
        } finally {
            try {
                run.end(result);
            } finally {
                turn.unlock();
            }
        }
    }

    private SingleRun<?> single(RunPlan<?> plan) {
        return new SingleRun<>(
                plan,
                parallelRuns,
                threads,
                measureInference,
                checkpointing,
                new Listeners(own(listeners, turn), turn, Optional.of(watch)));
    }

    /** A run that is made by this process or by another one. */
    private final class Pending implements PendingRun {
        private final RunPlan<?> plan;
        private final int number;
        /** The run as this process has made it; empty for one that another one makes. */
        private volatile Optional<SingleRun<?>> made = Optional.empty();

        Pending(RunPlan<?> plan, int number) {
            this.plan = plan;
            this.number = number;
        }

        @Override
        public RunSpec spec() {
            return plan.spec();
        }

        @Override
        public Optional<String> study() {
            return plan.title();
        }

        @Override
        public boolean trains() {
            return plan.broken().isEmpty();
        }

        @Override
        public boolean measuresInference() {
            return measureInference;
        }

        @Override
        public OptionalLong flopsPerExample() {
            return plan.flopsPerExample();
        }

        @Override
        public RunResult make() {
            SingleRun<?> run = single(plan);
            made = Optional.of(run);
            return run.execute(number, plans.size());
        }

        @Override
        public RunResult failed(Throwable cause) {
            return single(plan).nothing(Outcome.failed(cause));
        }

        private SingleRun<?> ended(RunResult result) {
            return made.orElseGet(() -> {
                SingleRun<?> run = single(plan);
                run.madeElsewhere(result, number, plans.size());
                return run;
            });
        }
    }

    /**
     * Returns the listeners of one run.
     *
     * @param turn is held while they are asked for
     */
    static List<TrainingListener> own(List<TrainingListener> listeners, Lock turn) {
        List<TrainingListener> own = new ArrayList<>();
        turn.lock();
        try {
            for (TrainingListener listener : listeners) {
                own.add(own(listener));
            }
        } finally {
            turn.unlock();
        }
        return own;
    }

    /** A listener that cannot make one for a run hears of it itself. */
    private static TrainingListener own(TrainingListener listener) {
        try {
            return CheckedPlugin.given(listener, "forRun", listener.forRun());
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn(
                    "The listener {} threw in forRun: {}",
                    listener.getClass().getName(),
                    e.toString(),
                    Faults.trace(LOG, e));
            return listener;
        }
    }
}

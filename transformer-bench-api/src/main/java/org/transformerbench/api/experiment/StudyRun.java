package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.ListenerWatch;
import org.transformerbench.api.training.Listeners;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;

/** The runs of a study that have no result yet, and the order of all its results. */
final class StudyRun {
    private static final Logger LOG = LoggerFactory.getLogger(StudyRun.class);

    private final Map<String, RunPlan<?>> plans;
    private final Map<String, RunResult> results;
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
     * @param parallelRuns as many at once at most
     * @param threads of each run; empty for an even share of the processors
     */
    StudyRun(
            Map<String, RunPlan<?>> plans,
            Map<String, RunResult> finished,
            int parallelRuns,
            OptionalInt threads,
            boolean measureInference,
            Optional<RunCheckpointer.Policy> checkpointing,
            Consumer<RunResult> sink,
            List<TrainingListener> listeners) {
        this.plans = plans;
        this.results = new LinkedHashMap<>(finished);
        this.parallelRuns = Math.max(1, Math.min(parallelRuns, plans.size() - finished.size()));
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
        Collection<Runnable> runs = runs();
        if (parallelRuns == 1) {
            oneAfterTheOther(runs);
        } else {
            new ParallelRuns(parallelRuns).execute(runs);
        }
        List<RunResult> all = inOrder();
        if (all.size() < plans.size()) {
            LOG.warn("Interrupted: {} of {} runs are left out", plans.size() - all.size(), plans.size());
        }
        return all;
    }

    private static void oneAfterTheOther(Collection<Runnable> runs) {
        for (Runnable run : runs) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            run.run();
        }
    }

    private List<RunResult> inOrder() {
        return plans.keySet().stream()
                .map(results::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private Collection<Runnable> runs() {
        List<Runnable> runs = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, RunPlan<?>> plan : plans.entrySet()) {
            number++;
            if (!results.containsKey(plan.getKey())) {
                int run = number;
                runs.add(() -> run(plan.getKey(), plan.getValue(), run));
            }
        }
        return runs;
    }

    private void run(String runId, RunPlan<?> plan, int number) {
        Listeners told = new Listeners(own(listeners, turn), turn, Optional.of(watch));
        SingleRun<?> run = new SingleRun<>(plan, parallelRuns, threads, measureInference, checkpointing, told);
        RunResult result = run.execute(number, plans.size());
        turn.lock();
        try {
            sink.accept(result);
            results.put(runId, result);
            run.resultIsSafe(result);
        } finally {
            try {
                run.end(result);
            } finally {
                turn.unlock();
            }
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

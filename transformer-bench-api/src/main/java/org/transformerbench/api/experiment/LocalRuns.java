package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.transformerbench.api.result.RunResult;

/**
 * An executor of runs in this process: one after the other on the calling thread, or several at once.
 *
 * @param atOnce how many at most
 */
record LocalRuns(int atOnce) implements RunExecutor {
    @Override
    public int parallelRuns(int runs) {
        return Math.max(1, Math.min(atOnce, runs));
    }

    @Override
    public void execute(List<PendingRun> runs, Consumer<RunResult> sink) {
        int parallelRuns = parallelRuns(runs.size());
        if (parallelRuns == 1) {
            oneAfterTheOther(runs, sink);
            return;
        }
        List<Runnable> work = new ArrayList<>();
        runs.forEach(run -> work.add(() -> sink.accept(run.make())));
        new ParallelRuns(parallelRuns).execute(work);
    }

    private static void oneAfterTheOther(List<PendingRun> runs, Consumer<RunResult> sink) {
        for (PendingRun run : runs) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            sink.accept(run.make());
        }
    }
}

package org.transformerbench.api.experiment;

import java.util.Collection;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.config.ThreadPools;

/** An executor of several runs at once, on a thread each, in their order. */
final class ParallelRuns {
    private final int atOnce;

    ParallelRuns(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Returns, or throws what a piece of work has thrown, when nothing is at work any more. If this thread is interrupted,
     * or a piece of work throws, those at work are interrupted, and the others are not begun.
     */
    void execute(Collection<Runnable> work) {
        ExecutorService threads = ThreadPools.daemons(atOnce, "transformer-bench-run");
        try {
            CompletionService<Void> pieces = new ExecutorCompletionService<>(threads);
            work.forEach(piece -> pieces.submit(piece, null));
            for (int i = 0; i < work.size(); i++) {
                pieces.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } finally {
            ThreadPools.interrupt(threads);
        }
    }

    /** Returns what a piece of work has thrown, or throws it if it is an error: work throws nothing else. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}

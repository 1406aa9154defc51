package org.transformerbench.testkit.contract;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A check that makes two runs one after the other, then both in parallel. */
final class ParallelRuns {
    private ParallelRuns() {}

    /** Fails unless each run gives the same results either way. */
    static void check(String what, Callable<Numbers> first, Callable<Numbers> second) throws Exception {
        List<Callable<Numbers>> runs = List.of(first, second);
        List<Numbers> alone = List.of(first.call(), second.call());
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Numbers>> atOnce = runs.stream()
                    .map(run -> threads.submit(() -> {
                        start.await();
                        return run.call();
                    }))
                    .toList();
            for (int i = 0; i < 2; i++) {
                String message = what + " on two threads at once disturb each other: they share state, such as a static"
                        + " field that is written; keep state in the session or in local variables";
                try {
                    Numbers.requireSame(alone.get(i), atOnce.get(i).get(2, TimeUnit.MINUTES), message);
                } catch (ExecutionException e) {
                    throw new AssertionError(message + "; alone this does not happen: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}

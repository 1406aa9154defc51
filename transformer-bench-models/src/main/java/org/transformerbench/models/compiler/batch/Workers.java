package org.transformerbench.models.compiler.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread pool that runs numbered tasks. */
public final class Workers {
    /** Seconds until idle threads end; longer than the pauses of a run, as when its results are written. */
    private static final long IDLE_SECONDS = 10;

    private Workers() {}

    /** A numbered part of the work. */
    public interface Task {
        /**
         * Processes the part.
         *
         * @param number of the part
         * @param worker whose buffers it may use: no other part has them at the same time
         */
        void run(int number, int worker);
    }

    /**
     * Creates a pool. Idle threads end by themselves, so that a session that nobody closes leaves none behind.
     *
     * @param threadCount of the pool
     * @return without a thread until there is work
     */
    public static ExecutorService pool(int threadCount) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threadCount, threadCount, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "transformer-bench");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs each part once and waits for all; if one throws, waits for those that are running. What one thread is to do, the calling one
     * does: to hand it over takes longer than a small part.
     *
     * @param threads a {@linkplain #pool pool}
     * @param threadCount how many of its threads may work
     * @param count of the parts, which have the numbers from 0
     * @param task does a part
     * @throws IllegalStateException if a part threw, with the reason as its cause
     */
    public static void run(ExecutorService threads, int threadCount, int count, Task task) {
        int workers = Math.min(threadCount, count);
        if (workers == 1) {
            runHere(count, task);
            return;
        }
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < workers; thread++) {
            int worker = thread;
            running.add(threads.submit(() -> {
                try {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        task.run(number, worker);
                    }
                } catch (Throwable e) {
                    next.set(count);
                    throw e;
                }
            }));
        }
        boolean interrupted = false;
        Throwable failure = null;
        for (Future<?> future : running) {
            boolean waiting = true;
            while (waiting) {
                try {
                    future.get();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true; // The step is finished first: its buffers are in use.
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    waiting = false;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failed(failure);
        }
    }

    private static void runHere(int count, Task task) {
        try {
            for (int number = 0; number < count; number++) {
                task.run(number, 0);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("A micro-batch failed: " + cause, cause);
    }
}

package org.transformerbench.models.compiler.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

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
     * @param threadCount how many threads are to work, of which the calling one is one
     * @return without a thread until there is work
     */
    public static ExecutorService pool(int threadCount) {
        int others = Math.max(1, threadCount - 1);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                others, others, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "transformer-bench");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs each part once and waits for all; if one throws, waits for those that are running. The calling thread works too, so that
     * one thread needs no other, and nobody waits for a thread that has not woken up when the work is done.
     *
     * @param threads a {@linkplain #pool pool}
     * @param threadCount how many threads may work, the calling one among them
     * @param count of the parts, which have the numbers from 0
     * @param task does a part
     * @throws IllegalStateException if a part threw, with the reason as its cause
     */
    public static void run(ExecutorService threads, int threadCount, int count, Task task) {
        Work work = new Work(count, task);
        List<Helper> helpers = new ArrayList<>();
        for (int worker = 1; worker < Math.min(threadCount, count); worker++) {
            Helper helper = new Helper(work, worker);
            helpers.add(helper);
            threads.execute(helper);
        }
        boolean interrupted = Thread.interrupted(); // The step is finished first: its buffers are in use.
        work.run(0);
        for (Helper helper : helpers) {
            interrupted |= helper.awaitEnd();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = work.failure.get();
        if (failure != null) {
            throw new IllegalStateException("A micro-batch failed: " + failure, failure);
        }
    }

    /** The parts of one call, of which each worker takes the next. */
    private static final class Work {
        private final int count;
        private final Task task;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Work(int count, Task task) {
            this.count = count;
            this.task = task;
        }

        void run(int worker) {
            try {
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    task.run(number, worker);
                }
            } catch (Throwable e) {
                next.set(count);
                failure.compareAndSet(null, e);
            }
        }
    }

    /** A worker of the pool, which begins only if there is work left when its thread has woken up. */
    private static final class Helper implements Runnable {
        private final Work work;
        private final int worker;
        private final AtomicBoolean decided = new AtomicBoolean();
        private final CountDownLatch end = new CountDownLatch(1);

        Helper(Work work, int worker) {
            this.work = work;
            this.worker = worker;
        }

        @Override
        public void run() {
            if (decided.compareAndSet(false, true)) {
                work.run(worker);
                end.countDown();
            }
        }

        /** Waits until this worker has ended, if it has begun. Returns whether it was interrupted. */
        boolean awaitEnd() {
            if (decided.compareAndSet(false, true)) {
                return false;
            }
            boolean interrupted = false;
            while (true) {
                try {
                    end.await();
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }
}

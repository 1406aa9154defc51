package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Spreads numbered tasks over the threads of a pool. */
final class Workers {
    private Workers() {}

    /** A part of the work. */
    interface Task {
        /** Runs with the buffers of a worker, of which each number is at work once at a time. */
        void run(int number, int worker);
    }

    /** Runs tasks 0 to count - 1, each once, and waits for all. */
    static void run(ExecutorService threads, int threadCount, int count, Task task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < Math.min(threadCount, count); thread++) {
            int worker = thread;
            running.add(threads.submit(() -> {
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    task.run(number, worker);
                }
            }));
        }
        boolean interrupted = false;
        for (Future<?> future : running) {
            boolean waiting = true;
            while (waiting) {
                try {
                    future.get();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true; // The step is finished first: its buffers are in use.
                } catch (ExecutionException e) {
                    throw new IllegalStateException("A slice failed: " + e.getCause(), e.getCause());
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

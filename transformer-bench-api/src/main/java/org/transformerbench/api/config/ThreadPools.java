package org.transformerbench.api.config;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;

/** Pools of daemon threads, and the end of a pool as {@code ExecutorService.close} of Java 19 has it. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class ThreadPools {
    private ThreadPools() {}

    /**
     * Creates a pool whose threads do not keep the JVM alive.
     *
     * @param threads how many at most
     * @param name of the threads, before their number
     * @return to be {@linkplain #close closed}
     */
    public static ExecutorService daemons(int threads, String name) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Interrupts what a pool is doing, drops what waits, and waits until its threads have ended.
     *
     * @param threads the pool
     */
    public static void interrupt(ExecutorService threads) {
        threads.shutdownNow();
        close(threads);
    }

    /**
     * Lets a pool take no more tasks and waits until its threads have ended. An interrupt does not end the wait; it is set again
     * afterwards.
     *
     * @param threads the pool
     */
    public static void close(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

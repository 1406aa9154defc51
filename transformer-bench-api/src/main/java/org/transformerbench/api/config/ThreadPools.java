package org.transformerbench.api.config;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/** The end of a pool of threads, as {@code ExecutorService.close} of Java 19 has it. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class ThreadPools {
    private ThreadPools() {}

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

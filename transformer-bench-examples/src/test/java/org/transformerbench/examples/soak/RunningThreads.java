package org.transformerbench.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which threads are alive. */
final class RunningThreads {
    private static final int MAX_SECONDS = 30;
    private static final int PAUSE_MILLIS = 20;

    private RunningThreads() {}

    static List<String> named(String beginning) {
        return all().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(beginning))
                .toList();
    }

    /** Those that keep a JVM from ending, but for this one. */
    static List<String> holding() {
        return all().stream()
                .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
                .map(Thread::getName)
                .toList();
    }

    private static Collection<Thread> all() {
        return Thread.getAllStackTraces().keySet();
    }

    /** A thread that ends may need a moment; one that is idle, some seconds. */
    static void awaitNone(String beginning) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
        while (!named(beginning).isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        assertThat(named(beginning)).isEmpty();
    }
}

package org.transformerbench.models.compiler.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.ThreadPools;

/**
 * The warm-up of a program: the JVM compiles its vector kernels while plain ones do the work. Until C2 has compiled a loop over vectors, each of them is an
 * object on the heap, and the loop takes a hundred times as long; a run of a second is over before that pays. So a program is
 * computed with plain kernels until they have worked for {@link #PATIENCE_NANOS}. Then a thread of its own computes a few examples
 * again and again with vector kernels, and when that has become the faster way, all sessions of the program go over to it. Both
 * sets give the same numbers, so that it does not matter when that is.
 *
 * <p>Where another program has gone over before, most of its kernels are this one's: a program that is new then has the lasting
 * kernels from its first step on, and one that has begun need not work for so long.
 */
public final class WarmUp {
    /** The time that the first kernels work before others are tried. */
    public static final long PATIENCE_NANOS = 1_500_000_000L;

    /** After so long, something else than the compiler makes them slow. */
    private static final long LONGEST_NANOS = 15_000_000_000L;

    private static final int PASSES_TO_COMPARE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** Whether any program has gone over: what the JVM has compiled serves all. */
    private final AtomicBoolean anyIsOver;

    private final AtomicLong worked = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean begun;
    private volatile boolean over;
    private volatile boolean stopped;
    private volatile Thread thread;

    /**
     * For a new program.
     *
     * @param anyIsOver whether a program has gone over before, shared by all; its lasting kernels are used from the first step on then
     */
    public WarmUp(AtomicBoolean anyIsOver) {
        this.anyIsOver = anyIsOver;
        this.over = anyIsOver.get();
    }

    /** Work on some examples with one set of kernels and then with the other, on buffers of its own. */
    public interface Trial extends AutoCloseable {
        /** Computes them with the kernels that a session begins with; not after {@link #lasting}. */
        void first();

        /** Computes them with those that it goes over to. */
        void lasting();

        @Override
        void close();
    }

    /**
     * Returns whether the lasting kernels are to be used from now on.
     *
     * @return false at first, unless a program has gone over before
     */
    public boolean isOver() {
        return over;
    }

    /**
     * Counts work that was done with the first kernels, and begins the trial when it has been enough.
     *
     * @param nanos of work
     * @param trial makes it, for a pool of one thread
     */
    public void worked(long nanos, Function<ExecutorService, Trial> trial) {
        boolean enough = worked.addAndGet(nanos) >= PATIENCE_NANOS || anyIsOver.get();
        if (enough && begin()) {
            ExecutorService pool = Workers.pool(1);
            Trial made = trial.apply(pool);
            thread = new Thread(() -> run(made, pool), "transformer-bench-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Returns when the lasting kernels are to be used, because they are the faster ones by now. An interrupt ends the wait for a
     * trial of another thread.
     *
     * @param trial makes it, for a pool of one thread
     */
    public void finish(Function<ExecutorService, Trial> trial) {
        if (!anyIsOver.get() && begin()) {
            ExecutorService pool = Workers.pool(1);
            run(trial.apply(pool), pool);
        } else if (!anyIsOver.get()) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        over = true;
    }

    /**
     * Ends a trial without its result, and waits until it has ended; none begins any more. An interrupt ends the wait, and is set
     * again.
     */
    public void stop() {
        stopped = true;
        if (begin()) {
            ended.countDown(); // There is none, and nobody else can begin one now.
        }
        try {
            ended.await();
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    private void run(Trial trial, ExecutorService pool) {
        try (trial) {
            long start = System.nanoTime();
            long usual = Long.MAX_VALUE;
            for (int pass = 0; pass < PASSES_TO_COMPARE; pass++) {
                usual = Math.min(usual, nanos(trial::first));
            }
            long last = nanos(trial::lasting);
            while (last > usual
                    && !stopped
                    && !Thread.currentThread().isInterrupted()
                    && System.nanoTime() - start < LONGEST_NANOS) {
                last = nanos(trial::lasting);
            }
            LOG.debug("Vector kernels after {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (RuntimeException | Error e) {
            // The session's own steps will say what is wrong, if it is not this.
            Faults.rethrowIfFatal(e);
            LOG.debug("The warm-up failed", e);
        } finally {
            ThreadPools.close(pool);
            if (!stopped) {
                over = true;
                anyIsOver.set(true);
            }
            ended.countDown();
        }
    }

    private static long nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}

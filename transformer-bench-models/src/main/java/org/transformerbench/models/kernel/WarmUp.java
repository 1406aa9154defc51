package org.transformerbench.models.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the kernels have enough work before them to be compiled. On vectors that takes C2 some seconds, in which they are a hundred
 * times as slow as later: a short run is over sooner without. So the first seconds of work go to {@link Kernels#cold}, whose results
 * are the same bit by bit, and all later work to the kernels themselves. Thread-safe.
 */
public final class WarmUp {
    /** In seconds of all threads. */
    static final long NANOS = 4_000_000_000L;

    /** What is compiled is so for all sessions of a JVM, and stays it. */
    private static final WarmUp OF_THIS_JVM = new WarmUp();

    private final AtomicLong worked = new AtomicLong();
    private volatile boolean over;

    WarmUp() {}

    /**
     * The one of this JVM.
     *
     * @return the same for all sessions
     */
    public static WarmUp ofThisJvm() {
        return OF_THIS_JVM;
    }

    /**
     * The kernels for a piece of work.
     *
     * @param kernels of the session
     * @return these, or what stands in for them
     */
    public Kernels choose(Kernels kernels) {
        return over ? kernels : kernels.cold();
    }

    /**
     * Counts a piece of work.
     *
     * @param nanos that it took, on one thread
     */
    public void add(long nanos) {
        if (!over && worked.addAndGet(nanos) >= NANOS) {
            over = true;
        }
    }
}

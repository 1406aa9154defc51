package org.transformerbench.models.compiler.rows;

import java.util.Arrays;

/**
 * How far the JVM's compiler has come with the kernels of a program, call by call. A call begins with stand-ins that are bearable
 * before they are compiled ({@link org.transformerbench.models.kernel.Kernels#cold}). When they have worked for a while, the kernels
 * themselves get a share of the time, which brings the compiler to them; as soon as they are faster, the call stays with them.
 * Both have the same results bit by bit, so that it does not matter when that is. Thread-safe.
 */
final class WarmUp {
    /** What stand-ins work at first: a short run is over by then, and none of its time is lost on kernels that it does not need. */
    static final long FIRST_NANOS = 1_500_000_000;

    /** How many times as long the stand-ins work after that. */
    static final int SHARE = 2;

    /** A single fast call can be chance. */
    static final int WINS = 2;

    private final boolean[] warm;
    private final int[] wins;
    /** The least nanoseconds per example that a stand-in took. */
    private final double[] coldest;

    private long coldNanos;
    private long trialNanos;
    private boolean trying;

    /**
     * @param calls how many calls a program has
     */
    WarmUp(int calls) {
        this.warm = new boolean[calls];
        this.wins = new int[calls];
        this.coldest = new double[calls];
        Arrays.fill(coldest, Double.POSITIVE_INFINITY);
    }

    /** Whether the kernels themselves are the faster ones; once true, always true, though another thread may see it late. */
    boolean isWarm(int call) {
        return warm[call];
    }

    /** Whether it is time for the kernels themselves to compute a call; if so, {@link #tried} must follow. */
    synchronized boolean tries(int call) {
        boolean now =
                !trying && coldNanos >= FIRST_NANOS + SHARE * trialNanos && coldest[call] < Double.POSITIVE_INFINITY;
        trying |= now;
        return now;
    }

    /** What a call of the stand-ins took. */
    synchronized void cold(int call, int examples, long nanos) {
        coldNanos += nanos;
        coldest[call] = Math.min(coldest[call], (double) nanos / examples);
    }

    /** What a call of the kernels themselves took. */
    synchronized void tried(int call, int examples, long nanos) {
        trying = false;
        trialNanos += nanos;
        wins[call] = nanos < coldest[call] * examples ? wins[call] + 1 : 0;
        warm[call] |= wins[call] >= WINS;
    }
}

package org.transformerbench.examples.report;

import java.util.function.LongSupplier;

/**
 * The rhythm in which a growing file is rewritten. Writing gets a twentieth of the time, so that a thousand short runs do not spend theirs
 * on a thousand reports.
 */
final class WritingRhythm {
    private static final int TIMES_ITS_DURATION = 20;

    private final LongSupplier nanoTime;
    private long due;
    private boolean stale;

    /**
     * Creates a rhythm in which the first writing is due.
     *
     * @param nanoTime tells the time, as {@link System#nanoTime()} does
     */
    WritingRhythm(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    /** Writes now if that is due, else leaves it to a later call. */
    void mayWrite(Runnable writing) {
        if (nanoTime.getAsLong() - due >= 0) {
            write(writing);
        } else {
            stale = true;
        }
    }

    /** Writes now. */
    void write(Runnable writing) {
        long start = nanoTime.getAsLong();
        writing.run();
        due = start + TIMES_ITS_DURATION * (nanoTime.getAsLong() - start);
        stale = false;
    }

    /** Writes what was left to a later call. */
    void catchUp(Runnable writing) {
        if (stale) {
            write(writing);
        }
    }
}

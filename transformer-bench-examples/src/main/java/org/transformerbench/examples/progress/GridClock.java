package org.transformerbench.examples.progress;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.transformerbench.api.training.GridStart;

/** How much of all runs is done, and how long the rest will take at the pace so far. */
final class GridClock {
    /** Of one run: before, the pace is a guess. */
    private static final double ENOUGH = 0.05;

    private final LongSupplier nanoTime;
    private final Map<Object, Double> atWork = new IdentityHashMap<>();
    private int runs = 1;
    private int skipped;
    private int ended;
    private long startNanos;

    /**
     * @param nanoTime the clock
     */
    GridClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void start(GridStart start) {
        runs = start.runs();
        skipped = start.finished().size();
        ended = 0;
        atWork.clear();
        startNanos = nanoTime.getAsLong();
    }

    /**
     * @param run by its identity
     * @param share of its budget that is used, in [0, 1]
     */
    void progress(Object run, double share) {
        atWork.put(run, share);
    }

    void end(Object run) {
        atWork.remove(run);
        ended++;
    }

    /** Of all runs, those that were skipped included. */
    int ended() {
        return skipped + ended;
    }

    /** In [0, 1], of the runs that are not skipped. */
    double share() {
        return Math.min(1, done() / Math.max(1, runs - skipped));
    }

    private double done() {
        return ended + atWork.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Empty for a single run, and as long as there is no pace. */
    Optional<Duration> left() {
        double done = done();
        int toMake = runs - skipped;
        if (toMake <= 1 || done < ENOUGH) {
            return Optional.empty();
        }
        double elapsed = nanoTime.getAsLong() - startNanos;
        return Optional.of(Duration.ofNanos((long) (elapsed * Math.max(0, toMake - done) / done)));
    }
}

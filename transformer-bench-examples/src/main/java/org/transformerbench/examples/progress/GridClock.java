package org.transformerbench.examples.progress;

import java.time.Duration;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.transformerbench.api.training.GridStart;
import org.transformerbench.api.training.StepEvent;

/** How much of all runs is done, and how long the rest will take at the pace so far. */
final class GridClock {
    /** Of one run: before, the pace is a guess. */
    private static final double ENOUGH = 0.05;

    private final LongSupplier nanoTime;
    private final Map<Object, StepEvent> atWork = new IdentityHashMap<>();
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
     * @param event its last step
     */
    void progress(Object run, StepEvent event) {
        atWork.put(run, event);
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
        return ended + atWork.values().stream().mapToDouble(StepEvent::progress).sum();
    }

    /** Empty for a single run, and as long as there is no pace; never less than a run at work has left. */
    Optional<Duration> left() {
        double done = done();
        int toMake = runs - skipped;
        if (toMake <= 1 || done < ENOUGH) {
            return Optional.empty();
        }
        double elapsed = nanoTime.getAsLong() - startNanos;
        Duration atThisPace = Duration.ofNanos((long) (elapsed * Math.max(0, toMake - done) / done));
        return Stream.concat(Stream.of(atThisPace), atWork.values().stream().map(StepEvent::timeLeft))
                .max(Comparator.naturalOrder());
    }
}

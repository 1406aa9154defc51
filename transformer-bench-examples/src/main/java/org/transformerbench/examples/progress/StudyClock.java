package org.transformerbench.examples.progress;

import java.time.Duration;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.StudyStart;

/** The completed share of all runs, and the estimated time left at the pace so far. */
final class StudyClock {
    /** Share of one run after which the pace is known well enough. */
    private static final double ENOUGH = 0.05;

    private final LongSupplier nanoTime;
    private final Map<Object, StepEvent> atWork = new IdentityHashMap<>();
    private int runs = 1;
    private int skipped;
    private int ended;
    /** Work in runs that resumed runs had done before this start, which says nothing about the pace. */
    private double before;

    private long startNanos;

    /**
     * Creates a clock.
     *
     * @param nanoTime the clock
     */
    StudyClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void start(StudyStart start) {
        runs = start.runs();
        skipped = start.finished().size();
        ended = 0;
        before = 0;
        atWork.clear();
        startNanos = nanoTime.getAsLong();
    }

    /**
     * Records the progress of a run.
     *
     * @param run by its identity
     * @param event its last step
     */
    void progress(Object run, StepEvent event) {
        if (atWork.put(run, event) == null) {
            // The first step of a resumed run has another number than 1.
            before += event.progress() * (event.step() - 1) / event.step();
        }
    }

    void end(Object run) {
        atWork.remove(run);
        ended++;
    }

    /** Returns the number of ended runs, skipped ones included. */
    int ended() {
        return skipped + ended;
    }

    /** Returns the completed share of the runs that are not skipped, in [0, 1]. */
    double share() {
        return Math.min(1, done() / Math.max(1, runs - skipped));
    }

    private double done() {
        return ended + atWork.values().stream().mapToDouble(StepEvent::progress).sum();
    }

    /**
     * Returns the time left; empty for a single run, and as long as the pace is unknown; never less than a running run still
     * needs.
     */
    Optional<Duration> left() {
        double done = done();
        int toMake = runs - skipped;
        double doneSinceStart = done - before;
        if (toMake <= 1 || doneSinceStart < ENOUGH) {
            return Optional.empty();
        }
        double elapsed = nanoTime.getAsLong() - startNanos;
        Duration atThisPace = Duration.ofNanos((long) (elapsed * Math.max(0, toMake - done) / doneSinceStart));
        return Stream.concat(Stream.of(atThisPace), atWork.values().stream().map(StepEvent::timeLeft))
                .max(Comparator.naturalOrder());
    }
}

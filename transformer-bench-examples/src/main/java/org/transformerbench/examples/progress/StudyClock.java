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

/** How much of all runs is done, and how long the rest will take at the pace so far. */
final class StudyClock {
    /** Of one run: before, the pace is a guess. */
    private static final double ENOUGH = 0.05;

    private final LongSupplier nanoTime;
    private final Map<Object, StepEvent> atWork = new IdentityHashMap<>();
    private int runs = 1;
    private int skipped;
    private int ended;
    /** In runs: the part of resumed ones that was done before this start, and says nothing about the pace. */
    private double before;

    private long startNanos;

    /**
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

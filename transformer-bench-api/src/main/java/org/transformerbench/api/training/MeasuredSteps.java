package org.transformerbench.api.training;

import java.time.Duration;
import org.transformerbench.api.result.TrainingSpeed;

/** A counter of the steps that are taken after the {@linkplain TrainingSpeed#WARM_UP warm-up} of each process of a run. */
final class MeasuredSteps {
    private Duration warmedUp = TrainingSpeed.WARM_UP;
    private boolean warm;
    private long count;

    /** Counts the steps of an earlier process, as if all of them had been equally long. */
    void resume(TrainingProgress before) {
        double warmUpShare = TrainingSpeed.WARM_UP.toNanos()
                / (double) Math.max(1, before.stepTime().toNanos());
        count = (long) (before.steps() * Math.max(0, 1 - warmUpShare));
        warmedUp = before.stepTime().plus(TrainingSpeed.WARM_UP);
    }

    /**
     * Begins a step.
     *
     * @param stepTime the time of all steps before it
     */
    void begin(Duration stepTime) {
        warm = stepTime.compareTo(warmedUp) >= 0;
    }

    /** Counts the step that has begun, if it is one of those after the warm-up. */
    void end() {
        if (warm) {
            count++;
        }
    }

    long count() {
        return count;
    }
}

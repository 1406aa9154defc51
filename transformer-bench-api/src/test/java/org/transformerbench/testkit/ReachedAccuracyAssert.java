package org.transformerbench.testkit;

import java.time.Duration;
import java.util.Locale;
import org.transformerbench.api.result.CurvePoint;

/** Assertions about how soon an accuracy was reached. */
public final class ReachedAccuracyAssert {
    private final RunResultAssert run;
    private final double accuracy;
    private final CurvePoint first;

    ReachedAccuracyAssert(RunResultAssert run, double accuracy, CurvePoint first) {
        this.run = run;
        this.accuracy = accuracy;
        this.first = first;
    }

    /**
     * Asserts a maximum number of steps, which is the same on every machine. Known as finely as there were evaluations.
     *
     * @param steps at most this many
     * @return the assertions about the run
     */
    public RunResultAssert withinSteps(long steps) {
        if (first.step() > steps) {
            fail("within " + steps + " steps");
        }
        return run;
    }

    /**
     * Asserts a maximum training time, which depends on the machine.
     *
     * @param time at most this long
     * @return the assertions about the run
     */
    public RunResultAssert within(Duration time) {
        double seconds = time.toNanos() / 1e9;
        if (first.trainingSeconds() > seconds) {
            fail(String.format(Locale.ROOT, "within %.2f s of training", seconds));
        }
        return run;
    }

    private void fail(String expected) {
        run.fail(
                "to reach an accuracy of " + accuracy + " " + expected,
                String.format(Locale.ROOT, "reached at step %d, after %.2f s", first.step(), first.trainingSeconds()));
    }
}

package org.transformerbench.api.experiment;

import org.transformerbench.api.tuning.TuningPlan;

/**
 * The budget of the search of one model, and what is used of it. Work is measured in full budgets of a run.
 *
 * <p>To be used by one thread.
 */
final class SearchBudget {
    private static final double ROUNDING = 1e-9;
    private static final double NANOS = 1e9;

    private final TuningPlan plan;
    private final long stepsOfRun;
    private double begun;
    private double ended;
    private double seconds;

    /**
     * Creates a budget of which nothing is used.
     *
     * @param stepsOfRun the full budget of a run in steps; of no effect if the plan has no budget of steps
     */
    SearchBudget(TuningPlan plan, long stepsOfRun) {
        this.plan = plan;
        this.stepsOfRun = stepsOfRun;
    }

    /** Returns the steps of some work. */
    long steps(double work) {
        return (long) Math.ceil(work * stepsOfRun - ROUNDING);
    }

    /** Returns whether there is room for more work. What has not ended is expected to take as long as what has. */
    boolean allows(double work) {
        double all = begun + work;
        boolean inSteps = plan.steps().isEmpty() || steps(all) <= plan.steps().getAsLong();
        boolean inTime = plan.time().isEmpty()
                || ended == 0
                || seconds / ended * all <= plan.time().get().toNanos() / NANOS;
        return inSteps && inTime;
    }

    void begin(double work) {
        begun += work;
    }

    /**
     * Counts work that has ended.
     *
     * @param seconds that it took
     */
    void end(double work, double seconds) {
        ended += work;
        this.seconds += seconds;
    }
}

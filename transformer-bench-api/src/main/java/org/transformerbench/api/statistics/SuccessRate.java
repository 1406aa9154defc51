package org.transformerbench.api.statistics;

import java.util.Locale;
import org.transformerbench.api.config.Require;

/**
 * The share of runs that reached a target. Where seeds either learn or stay on a plateau, it says more than a mean.
 *
 * @param target the accuracy to reach
 * @param successes the runs that reached it
 * @param runs all runs, those that diverged, failed or ended worse than guessing among them; at least 1
 * @param interval Wilson's 95 % interval of the share
 */
public record SuccessRate(double target, int successes, int runs, Interval interval) {

    /** @throws org.transformerbench.api.config.ConfigException if the numbers do not fit together */
    public SuccessRate {
        Require.atLeast("runs", runs, 1);
        Require.between("successes", (long) successes, 0L, (long) runs);
        Require.given("interval", interval);
    }

    static SuccessRate of(double target, int successes, int runs) {
        return new SuccessRate(target, successes, runs, Interval.ofShare(successes, runs));
    }

    /**
     * Returns the rate in words.
     *
     * @return for example {@code "2 of 3 seeds reached accuracy 0.995"}
     */
    public String text() {
        return successes + " of " + runs + (runs == 1 ? " seed" : " seeds") + " reached accuracy "
                + String.format(Locale.ROOT, "%s", target);
    }
}

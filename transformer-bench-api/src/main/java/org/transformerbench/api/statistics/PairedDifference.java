package org.transformerbench.api.statistics;

import java.util.Locale;
import java.util.Optional;

/**
 * The difference between two groups of runs, paired by seed: both had the same data and the same batches, so that the effect of
 * the seed cancels.
 *
 * @param first one side
 * @param second the other
 * @param metric what is compared
 * @param difference first minus second, over the seeds of which both have a run that came to its end
 */
public record PairedDifference(RunGroup first, RunGroup second, Metric metric, Estimate difference) {

    /**
     * Returns which side is better.
     *
     * @return empty where the interval holds zero or there is none
     */
    public Optional<RunGroup> better() {
        if (difference.interval().isEmpty() || difference.interval().get().contains(0)) {
            return Optional.empty();
        }
        return Optional.of(difference.mean() > 0 == metric.higherIsBetter() ? first : second);
    }

    /**
     * Returns the verdict in words, where the intervals allow one.
     *
     * @param firstName what the first side is called
     * @param secondName what the second side is called
     * @return a sentence
     */
    public String verdict(String firstName, String secondName) {
        Optional<RunGroup> better = better();
        String names = firstName + " and " + secondName;
        if (difference.interval().isEmpty()) {
            return "No verdict on " + names + ": " + metric.displayName() + " differs by "
                    + number(Math.abs(difference.mean())) + ", but "
                    + (difference.count() == 1
                            ? oneSeed() + " says nothing about others."
                            : "not every value is finite.");
        }
        Interval interval = possible(difference.interval().get());
        if (better.isEmpty()) {
            return names + " cannot be told apart by " + metric.displayName() + ": the difference is "
                    + number(difference.mean()) + ", 95 % interval " + number(interval.low()) + " to "
                    + number(interval.high()) + ", " + seeds() + ".";
        }
        boolean firstBetter = better.get() == first;
        double low = Math.min(Math.abs(interval.low()), Math.abs(interval.high()));
        double high = Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
        return (firstBetter ? firstName : secondName) + " is better than " + (firstBetter ? secondName : firstName)
                + ": " + metric.displayName()
                + (metric.higherIsBetter() ? " higher" : " lower") + " by "
                + number(Math.abs(difference.mean())) + ", 95 % interval " + number(low) + " to " + number(high)
                + ", " + seeds() + ".";
    }

    /** Limits an interval to possible values. Two shares differ by 1 at most. */
    private Interval possible(Interval interval) {
        return metric.higherIsBetter()
                ? new Interval(Math.max(-1, interval.low()), Math.min(1, interval.high()))
                : interval;
    }

    private String oneSeed() {
        return seedsInCommon() == 1
                ? "one seed in common"
                : "one seed of " + seedsInCommon() + ", as the others diverged, failed or ended worse than guessing,";
    }

    /**
     * Describes the paired seeds. Those that are left out are named: a model that diverges at times must not look as good as one
     * that never does.
     */
    private String seeds() {
        return seedsInCommon() == difference.count()
                ? difference.count() + " seeds"
                : difference.count() + " of " + seedsInCommon()
                        + " seeds, the others diverged, failed or ended worse than guessing";
    }

    private long seedsInCommon() {
        return first.runs().stream()
                .filter(run -> second.runs().stream()
                        .anyMatch(other -> other.spec().seed() == run.spec().seed()))
                .count();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}

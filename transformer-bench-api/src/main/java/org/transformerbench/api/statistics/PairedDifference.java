package org.transformerbench.api.statistics;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The difference between two groups of runs, paired by seed: both had the same data and the same batches, so that the effect of
 * the seed cancels.
 *
 * @param first one side
 * @param second the other
 * @param metric what is compared
 * @param difference first minus second, over the seeds of which both have a run that came to its end
 * @param test whether the difference counts
 * @param firstEffort what the first side was given
 * @param secondEffort what the second side was given
 */
public record PairedDifference(
        RunGroup first,
        RunGroup second,
        Metric metric,
        Estimate difference,
        PairTest test,
        Effort firstEffort,
        Effort secondEffort) {
    /** From here on the number of seeds is no longer told. */
    private static final long MANY = 1000;

    /** The least seeds whose means and intervals say much; of fewer, the text leads with how many were better. */
    private static final int FEW = 5;

    /**
     * Creates a difference that nobody has tested, so that no side is better.
     *
     * @param first as for {@link #first()}
     * @param second as for {@link #second()}
     * @param metric as for {@link #metric()}
     * @param difference as for {@link #difference()}
     */
    public PairedDifference(RunGroup first, RunGroup second, Metric metric, Estimate difference) {
        this(first, second, metric, difference, PairTest.none(), first.effort(), second.effort());
    }

    /**
     * Returns which side is better.
     *
     * @return empty where seeds or test items leave the difference to chance, budgets differ, or one side was tuned more without an
     *     equal tuning of both
     */
    public Optional<RunGroup> better() {
        if (!test.significant() || !comparable()) {
            return Optional.empty();
        }
        return Optional.of(difference.mean() > 0 == metric.higherIsBetter() ? first : second);
    }

    /**
     * Returns whether both sides had the same budget and the same chances to be tuned.
     *
     * @return false where a difference may come from the effort alone
     */
    public boolean comparable() {
        return equalBudgets() && equalTuning();
    }

    private boolean equalBudgets() {
        return firstEffort.budget().equals(secondEffort.budget());
    }

    /** Returns whether as much was tried. An equal tuning may try more of a model that trains faster. */
    private boolean equalTuning() {
        return firstEffort.tried() == secondEffort.tried() || firstEffort.tunedApart() && secondEffort.tunedApart();
    }

    /** Returns whether the groups are these two. */
    boolean between(RunGroup one, RunGroup other) {
        return first == one && second == other || first == other && second == one;
    }

    /**
     * Estimates how many more seeds of each side would probably, in four of five cases, settle which is better, if the difference and
     * its spread stay as they are: the number for a mean of normal differences, but no fewer than the test needs at all. Source: Lachin,
     * "Introduction to sample size determination and power analysis for clinical trials", Controlled Clinical Trials 2, 1981.
     *
     * @return at least 1; empty if the seeds are enough already, there is no difference, or nothing can be said after one seed
     */
    public OptionalLong seedsToSettle() {
        boolean enough = test.pValue() <= test.level();
        if (enough || difference.count() < 2 || difference.mean() == 0 || !isFinite(difference)) {
            return OptionalLong.empty();
        }
        double level = test.level() / test.pairs();
        double needed = SampleSize.ofMean(Math.abs(difference.mean()), difference.standardDeviation(), level);
        long seeds = (long) Math.min(Integer.MAX_VALUE, Math.ceil(needed));
        long all = Math.max(seeds, PairTest.fewestSeeds(test.pairs(), test.level()));
        return OptionalLong.of(Math.max(1, all - difference.count()));
    }

    /**
     * Returns the verdict in words, where the seeds allow one.
     *
     * @param firstName what the first side is called
     * @param secondName what the second side is called
     * @return a sentence
     */
    public String verdict(String firstName, String secondName) {
        return comparable()
                ? result(firstName, secondName) + ". Budget " + firstEffort.budget() + "; tried: "
                        + tried(firstName, secondName) + "."
                : unequal(firstName, secondName);
    }

    /** Describes the difference in effort that stands before any other. */
    private String unequal(String firstName, String secondName) {
        String effort = equalBudgets()
                ? "Unequal tuning (" + tried(firstName, secondName) + "; budget of each " + firstEffort.budget()
                : "Unequal budgets (" + firstName + ": " + firstEffort.budget() + "; " + secondName + ": "
                        + secondEffort.budget();
        return effort + "): no verdict on " + firstName + " and " + secondName + ", whose " + metric.displayName()
                + " differs by " + number(Math.abs(difference.mean())) + " on " + seeds() + ".";
    }

    private String result(String firstName, String secondName) {
        String names = firstName + " and " + secondName;
        if (difference.count() == 1 || !isFinite(difference)) {
            return "No verdict on " + names + ": " + metric.displayName() + " differs by "
                    + number(Math.abs(difference.mean())) + ", but "
                    + (difference.count() == 1
                            ? oneSeed() + " says nothing about others"
                            : "not every value is finite");
        }
        boolean firstHigher = difference.mean() > 0;
        boolean firstLeads = firstHigher == metric.higherIsBetter();
        String leader = firstLeads ? firstName : secondName;
        String other = firstLeads ? secondName : firstName;
        if (better().isPresent()) {
            return leader + " is better than " + other + ": " + metric.displayName()
                    + (metric.higherIsBetter() ? " higher" : " lower") + " by " + number(Math.abs(difference.mean()))
                    + interval() + ", better on " + wins(firstLeads) + ", " + pText();
        }
        boolean decisive = test.firstBetter() + test.secondBetter() > 0;
        String lead = decisive && (difference.count() < FEW || bimodal())
                ? leader + " was better on " + wins(firstLeads)
                        + (difference.count() < FEW ? " (fewer than " + FEW + ")" : " (outcomes in two clusters)")
                        + ", which "
                : names + " ";
        boolean plural = !lead.endsWith("which ");
        return lead
                + (plural ? "cannot be told apart by " : "does not tell " + names + " apart by ")
                + metric.displayName() + ": the difference is " + number(difference.mean()) + interval()
                + (plural ? ", " + seeds() : "") + ", " + pText() + itemsText() + settle();
    }

    private boolean bimodal() {
        return first.isBimodal(metric) || second.isBimodal(metric);
    }

    private String wins(boolean firstLeads) {
        return (firstLeads ? test.firstBetter() : test.secondBetter()) + " of " + seeds();
    }

    private String pText() {
        return "p = " + pText(test.pValue())
                + (test.pairs() == 1 ? "" : " after Holm's correction over " + test.pairs() + " pairs");
    }

    private String itemsText() {
        return test.pValue() <= test.level() && !test.significant()
                ? ", but over all test items it may be chance (95 % interval "
                        + test.items()
                                .map(items -> number(items.low()) + " to " + number(items.high()))
                                .orElse("unknown")
                        + ")"
                : "";
    }

    private String settle() {
        return seedsToSettle().stream()
                .mapToObj(more -> more > MANY
                        ? "; even " + String.format(Locale.ROOT, "%,d", MANY)
                                + " more seeds would probably not settle it"
                        : "; about " + more + (more == 1 ? " more seed" : " more seeds") + " would probably settle it")
                .findFirst()
                .orElse("");
    }

    private String tried(String firstName, String secondName) {
        return firstEffort.tried() == secondEffort.tried()
                ? firstEffort.triedText() + " of each"
                : firstEffort.triedText() + " of " + firstName + " and " + secondEffort.triedText() + " of "
                        + secondName;
    }

    /** Returns the interval over seeds, limited to possible values: two shares differ by 1 at most. */
    private String interval() {
        if (bimodal() || difference.count() < FEW) {
            return "";
        }
        double most = metric.higherIsBetter() ? 1 : Double.MAX_VALUE;
        return difference
                .interval()
                .map(interval -> better().isPresent() && difference.mean() < 0
                        ? new Interval(-interval.high(), -interval.low())
                        : interval)
                .map(interval -> " (95 % interval of this pair alone " + number(Math.max(-most, interval.low()))
                        + " to " + number(Math.min(most, interval.high())) + ")")
                .orElse("");
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
                ? difference.count() + (difference.count() == 1 ? " seed" : " seeds")
                : difference.count() + " seeds that count (of " + seedsInCommon()
                        + "; the others diverged, failed or ended worse than guessing)";
    }

    private long seedsInCommon() {
        return first.runs().stream()
                .filter(run -> second.runs().stream()
                        .anyMatch(other -> other.spec().seed() == run.spec().seed()))
                .count();
    }

    private static boolean isFinite(Estimate estimate) {
        return Double.isFinite(estimate.mean()) && Double.isFinite(estimate.standardDeviation());
    }

    /** Formats a p-value with two significant digits. */
    static String pText(double value) {
        return value >= 0.0995
                ? String.format(Locale.ROOT, "%.2f", value)
                : value >= 0.001
                        ? String.format(Locale.ROOT, "%.3f", value)
                        : String.format(Locale.ROOT, "%.1e", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}

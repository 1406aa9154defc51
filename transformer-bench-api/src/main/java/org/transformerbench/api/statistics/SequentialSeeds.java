package org.transformerbench.api.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.RunResult;

/**
 * The rule by which seeds are added until the leading pair of models is decided. Whoever tests after each seed and stops at the
 * first small p-value finds a winner among equal models too often. Here the numbers of seeds at which is looked are fixed beforehand,
 * at most four, and each look has its equal part of the error rate of 5 % (Bonferroni's correction over looks, which holds for any
 * dependence between them). At each look, the p-values are those of the report: exact, paired by seed, and corrected by Holm over
 * all pairs of models. Between looks nothing is tested.
 *
 * @param models how many are compared; at least 2
 * @param mostSeeds how many seeds each model gets at most
 * @see <a href="https://doi.org/10.1093/biomet/64.2.191">Pocock, "Group sequential methods in the design and analysis of clinical
 *     trials", Biometrika 64, 1977, for looks in groups</a>
 */
public record SequentialSeeds(int models, int mostSeeds) {
    /** The word for such seeds in files and commands. */
    public static final String UNTIL_DECIDED = "until-decided";

    /** The most seeds where their number is not chosen. */
    public static final int DEFAULT_MOST_SEEDS = 20;

    private static final int MOST_LOOKS = 4;

    /** @throws org.transformerbench.api.config.ConfigException if so few seeds can decide nothing */
    public SequentialSeeds {
        Require.atLeast("models", models, 2);
        int fewest = fewestSeeds(models, 1);
        Require.that(
                mostSeeds >= fewest,
                "mostSeeds",
                mostSeeds,
                "must be at least %d: with fewer, no exact test can decide between %d models",
                fewest,
                models);
    }

    /** The state after some seeds. */
    public enum State {
        /** The leading pair is not decided, or it is not yet time to look: add seeds up to the next look. */
        ADD_SEEDS,
        /** The first model is better than the second: stop. */
        DECIDED,
        /** No seed has made a difference between the first two: stop. */
        TIED,
        /** All seeds are used up and the leading pair is not decided: stop. */
        EXHAUSTED
    }

    /**
     * A decision.
     *
     * @param state whether to stop
     * @param seeds that all compared models have
     * @param nextLook up to how many seeds to add; empty to stop
     * @param text the same in a sentence, with the correction's name
     */
    public record Decision(State state, int seeds, OptionalInt nextLook, String text) {

        /**
         * Returns whether no more seeds are needed.
         *
         * @return true unless seeds are to be added
         */
        public boolean stop() {
            return state != State.ADD_SEEDS;
        }
    }

    /**
     * Returns the numbers of seeds at which is looked.
     *
     * @return in ascending order; the first can just decide, the last is {@link #mostSeeds()}
     */
    public List<Integer> looks() {
        int count = MOST_LOOKS;
        while (count > 1 && fewestSeeds(models, count) > mostSeeds) {
            count--;
        }
        if (count == 1) {
            return List.of(mostSeeds);
        }
        int first = fewestSeeds(models, count);
        TreeSet<Integer> looks = new TreeSet<>();
        for (int look = 0; look < count; look++) {
            looks.add((int) Math.round(first + look * (double) (mostSeeds - first) / (count - 1)));
        }
        return List.copyOf(looks);
    }

    /**
     * Returns the p-value that decides at each look.
     *
     * @return 0.05 divided by the number of looks
     */
    public double level() {
        return PairTest.ERROR_RATE / looks().size();
    }

    /**
     * Names the correction.
     *
     * @return sentences for a report
     */
    public String correction() {
        List<Integer> looks = looks();
        if (looks.size() == 1) {
            return String.format(
                    Locale.ROOT,
                    "The leading pair was tested once, after %d seeds, so that no correction for repeated tests was needed beside"
                            + " Holm's over all pairs.",
                    mostSeeds);
        }
        return String.format(
                Locale.ROOT,
                "Seeds were added until the leading pair was decided, at most %d. It was tested after %s seeds. As it could be tested"
                        + " %d times, Bonferroni's correction for repeated tests asks each for p = %.4f at most in place of %.2f,"
                        + " after Holm's correction over all pairs.",
                mostSeeds,
                listed(looks),
                looks.size(),
                level(),
                PairTest.ERROR_RATE);
    }

    /**
     * Decides after some results.
     *
     * @param results all so far; where they are of several tasks, every one has to be decided
     * @return whether to stop
     */
    public Decision decide(List<RunResult> results) {
        Comparison comparison = Comparison.of(results).withSeeds(this);
        return comparison.scopes().stream()
                .map(scope -> decide(comparison, scope))
                .min(Comparator.comparing(Decision::stop)
                        .thenComparing(Decision::state)
                        .thenComparingInt(Decision::seeds))
                .orElseGet(() -> undecided(0, "No run has a result"));
    }

    /**
     * Decides for one task.
     *
     * @param comparison of all results so far
     * @param scope one of its scopes
     * @return whether to stop
     */
    public Decision decide(Comparison comparison, ComparisonScope scope) {
        List<RunGroup> ranked = comparison.ranked(scope);
        int seeds = comparison.best(scope).stream()
                .mapToInt(group -> group.runs().size())
                .min()
                .orElse(0);
        if (ranked.size() < 2) {
            return undecided(seeds, "Fewer than two models have a result");
        }
        PairedDifference pair = comparison.differences(scope, comparison.primaryMetric(scope)).stream()
                .filter(each -> each.between(ranked.get(0), ranked.get(1)))
                .findFirst()
                .orElse(null);
        String names = comparison.name(ranked.get(0)) + " and " + comparison.name(ranked.get(1));
        if (pair == null) {
            return undecided(seeds, names + " have no seed in common");
        }
        boolean tied = pair.test().firstBetter() == 0 && pair.test().secondBetter() == 0;
        return decide(seeds, pair.better().isPresent() ? pair.test().pValue() : 1, tied, names);
    }

    /** Decides between models of which each has one outcome per seed, the higher the better. */
    Decision decideBy(List<double[]> outcomes) {
        List<double[]> ranked = outcomes.stream()
                .sorted(Comparator.comparingDouble(
                        values -> -Estimate.of(values).mean()))
                .toList();
        int pairs = ranked.size() * (ranked.size() - 1) / 2;
        double[] raw = new double[pairs];
        int pair = 0;
        for (int i = 0; i < ranked.size(); i++) {
            for (int j = i + 1; j < ranked.size(); j++) {
                raw[pair++] = PairTest.of(ranked.get(i), ranked.get(j), true, pairs, level(), Optional.empty())
                        .rawPValue();
            }
        }
        // The first pair is that of the first two.
        return decide(
                ranked.get(0).length,
                Holm.adjusted(raw)[0],
                Arrays.equals(ranked.get(0), ranked.get(1)),
                "The first two");
    }

    private Decision decide(int seeds, double pValue, boolean tied, String names) {
        if (!looks().contains(seeds) && seeds < mostSeeds) {
            return undecided(seeds, names + " are not looked at yet");
        }
        String looked = String.format(
                Locale.ROOT,
                " after %d seeds: p = %s by Holm over all pairs, and %.4f is needed%s",
                seeds,
                PairedDifference.pText(pValue),
                level(),
                looks().size() == 1
                        ? ""
                        : ", which is Bonferroni's correction of " + PairTest.ERROR_RATE + " for " + looks().size()
                                + " tests");
        if (pValue <= level()) {
            return new Decision(State.DECIDED, seeds, OptionalInt.empty(), names + " are told apart" + looked + ".");
        }
        if (tied) {
            return new Decision(
                    State.TIED, seeds, OptionalInt.empty(), names + " are equal on each of " + seeds + " seeds.");
        }
        return seeds >= mostSeeds
                ? new Decision(
                        State.EXHAUSTED, seeds, OptionalInt.empty(), names + " cannot be told apart" + looked + ".")
                : undecided(seeds, names + " are not told apart" + looked);
    }

    private static String listed(List<Integer> looks) {
        List<String> numbers = looks.stream().map(String::valueOf).toList();
        int last = numbers.size() - 1;
        return String.join(", ", numbers.subList(0, last)) + " and " + numbers.get(last);
    }

    private Decision undecided(int seeds, String why) {
        int next = looks().stream().filter(look -> look > seeds).findFirst().orElse(mostSeeds);
        return seeds >= mostSeeds
                ? new Decision(State.EXHAUSTED, seeds, OptionalInt.empty(), why + ", and all seeds are used up.")
                : new Decision(
                        State.ADD_SEEDS,
                        seeds,
                        OptionalInt.of(next),
                        why + "; the next look is at " + next + " seeds.");
    }

    /** Returns how many seeds can just decide, with all pairs corrected for and so many looks. */
    private static int fewestSeeds(int models, int looks) {
        return PairTest.fewestSeeds(models * (models - 1) / 2, PairTest.ERROR_RATE / looks);
    }
}

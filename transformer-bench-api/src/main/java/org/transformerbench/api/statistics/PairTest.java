package org.transformerbench.api.statistics;

import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The test of whether two models differ.
 *
 * @param method in words, for example {@code "exact permutation test paired by seed"}
 * @param rawPValue of this pair alone, two-sided; 1 where there is nothing to test
 * @param pValue corrected by Holm over all pairs
 * @param pairs how many were corrected for
 * @param level up to which p-value a difference counts: 0.05, or its part where seeds were added until one showed
 * @param firstBetter on how many seeds the first side was better
 * @param secondBetter on how many seeds the second side was better
 * @param items for shares of test items, Newcombe's interval of the difference of both shares over all items; empty for other metrics
 */
public record PairTest(
        String method,
        double rawPValue,
        double pValue,
        int pairs,
        double level,
        int firstBetter,
        int secondBetter,
        Optional<Interval> items) {

    /** The chance of a false verdict among all pairs. */
    static final double ERROR_RATE = 0.05;

    private static final String PAIRED = "exact permutation test paired by seed";
    private static final String UNPAIRED = "exact permutation test of both groups";

    public PairTest {
        Require.between("rawPValue", rawPValue, 0.0, 1.0);
        Require.between("pValue", pValue, 0.0, 1.0);
        Require.given("items", items);
    }

    /** Returns the test of values that nobody has tested, by which nothing differs. */
    static PairTest none() {
        return new PairTest("no test", 1, 1, 1, ERROR_RATE, 0, 0, Optional.empty());
    }

    /**
     * Tests a pair. Which test is used depends on the numbers of seeds and pairs alone, never on the outcomes: that paired by seed if it
     * can decide at this level with so many seeds, else that of both groups if that one can.
     *
     * @param first one value per seed
     * @param second of the same seeds
     * @param pairs how many there are in all
     */
    static PairTest of(
            double[] first,
            double[] second,
            boolean higherIsBetter,
            int pairs,
            double level,
            Optional<Interval> items) {
        double[] differences = new double[first.length];
        int higher = 0;
        int lower = 0;
        boolean finite = true;
        for (int i = 0; i < first.length; i++) {
            differences[i] = first[i] - second[i];
            higher += differences[i] > 0 ? 1 : 0;
            lower += differences[i] < 0 ? 1 : 0;
            finite &= Double.isFinite(differences[i]);
        }
        boolean unpaired = !canDecide(SignFlipTest.least(first.length), pairs, level)
                && canDecide(TwoSampleTest.least(first.length), pairs, level);
        double pValue = !finite ? 1 : unpaired ? TwoSampleTest.pValue(first, second) : SignFlipTest.pValue(differences);
        return new PairTest(
                unpaired ? UNPAIRED : PAIRED,
                pValue,
                pValue,
                pairs,
                level,
                higherIsBetter ? higher : lower,
                higherIsBetter ? lower : higher,
                items);
    }

    /** Returns the fewest seeds with which one pair of so many can be decided at a level. */
    static int fewestSeeds(int pairs, double level) {
        int seeds = 1;
        while (!canDecide(Math.min(SignFlipTest.least(seeds), TwoSampleTest.least(seeds)), pairs, level)) {
            seeds++;
        }
        return seeds;
    }

    private static boolean canDecide(double least, int pairs, double level) {
        return pairs * least <= level;
    }

    /** Returns the test with a corrected p-value. */
    PairTest corrected(double value) {
        return new PairTest(method, rawPValue, value, pairs, level, firstBetter, secondBetter, items);
    }

    /**
     * Returns whether the difference counts: neither seeds nor test items leave it to chance.
     *
     * @return true if the corrected p-value is at most the level, and the interval over items, if there is one, leaves zero out
     */
    public boolean significant() {
        return pValue <= level && items.filter(interval -> interval.contains(0)).isEmpty();
    }
}

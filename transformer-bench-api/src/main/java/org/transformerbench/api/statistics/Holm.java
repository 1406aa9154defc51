package org.transformerbench.api.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The correction for several tests at once, so that the chance of at least one false verdict among all of them stays at that of
 * one. Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
 */
final class Holm {
    private Holm() {}

    /**
     * Returns the corrected p-values: the k-th smallest of m times m - k + 1, and no less than those before it.
     *
     * @param pValues in [0, 1], one per test
     * @return in the same order
     */
    static double[] adjusted(double... pValues) {
        List<Integer> ascending = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(test -> pValues[test]))
                .toList();
        double[] adjusted = new double[pValues.length];
        double most = 0;
        for (int rank = 0; rank < pValues.length; rank++) {
            int test = ascending.get(rank);
            most = Math.max(most, Math.min(1, (pValues.length - rank) * pValues[test]));
            adjusted[test] = most;
        }
        return adjusted;
    }
}

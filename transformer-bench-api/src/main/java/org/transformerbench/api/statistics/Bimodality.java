package org.transformerbench.api.statistics;

import java.util.Arrays;

/**
 * The decision whether values fall into two clusters, as the outcomes of seeds do that either learn or stay on a plateau. They do if
 * the widest gap between neighbours is at least five times as wide as either side of it, and at least a twentieth of the largest
 * value. With fewer than five values every sample has such a gap too often to say.
 */
final class Bimodality {
    private static final int FEWEST = 5;
    private static final double GAP_PER_SIDE = 5;
    private static final double LEAST_GAP = 0.05;

    private Bimodality() {}

    static boolean of(double... values) {
        if (values.length < FEWEST || !Arrays.stream(values).allMatch(Double::isFinite)) {
            return false;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int above = 1;
        for (int i = 2; i < sorted.length; i++) {
            above = sorted[i] - sorted[i - 1] > sorted[above] - sorted[above - 1] ? i : above;
        }
        double gap = sorted[above] - sorted[above - 1];
        double side = Math.max(sorted[above - 1] - sorted[0], sorted[sorted.length - 1] - sorted[above]);
        double largest = Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
        return gap > 0 && gap >= GAP_PER_SIDE * side && gap >= LEAST_GAP * largest;
    }
}

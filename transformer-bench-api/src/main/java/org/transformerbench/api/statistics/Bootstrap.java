package org.transformerbench.api.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The percentile bootstrap with strata: each stratum, such as the runs of one task or one model, is drawn from with replacement by
 * itself. The same values give the same interval. Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical
 * precipice", NeurIPS 2021, section 4.1.
 */
final class Bootstrap {
    private static final int SAMPLES = 2000;
    private static final long SEED = 2021;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /**
     * Returns the 95 % interval of a statistic.
     *
     * @param strata each with at least one value
     * @param statistic of strata of the same sizes
     */
    static Interval interval(List<double[]> strata, ToDoubleFunction<List<double[]>> statistic) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] drawn = new double[SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            drawn[sample] = statistic.applyAsDouble(
                    strata.stream().map(stratum -> draw(stratum, random)).toList());
        }
        Arrays.sort(drawn);
        int below = (int) Math.floor(TAIL * (SAMPLES - 1));
        return new Interval(drawn[below], drawn[SAMPLES - 1 - below]);
    }

    private static double[] draw(double[] stratum, SplittableRandom random) {
        double[] drawn = new double[stratum.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = stratum[random.nextInt(stratum.length)];
        }
        return drawn;
    }
}

package org.transformerbench.api.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.transformerbench.api.config.Require;

/**
 * The median time until an event, estimated from runs of which some ended before it. A mean over the runs that got there would make a
 * model look fast whose slow runs never did. Sources: Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958;
 * the interval is that of Brookmeyer and Crowley, "A confidence interval for the median survival time", 1982, with Greenwood's variance
 * on the scale of logarithms, as in R's {@code survfit}.
 *
 * @param median the first time by which at least half are estimated to be there; empty where that is beyond all runs
 * @param low lower end of the 95 % interval; empty where the runs do not say
 * @param high upper end; empty where the runs do not say
 */
public record SurvivalMedian(OptionalDouble median, OptionalDouble low, OptionalDouble high) {
    private static final double TAIL = 0.025;

    /** Shares that differ by less are equal but for rounding. */
    private static final double ROUNDING = 1e-12;

    public SurvivalMedian {
        Require.given("median", median);
        Require.given("low", low);
        Require.given("high", high);
    }

    /**
     * One run.
     *
     * @param time of the event, or of the end before it
     * @param reached whether there was an event
     */
    public record Observation(double time, boolean reached) {}

    /**
     * Estimates the median.
     *
     * @param observations of any number of runs
     * @return the median; empty for no runs
     */
    public static SurvivalMedian of(List<Observation> observations) {
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability(TAIL);
        List<Double> times = observations.stream()
                .filter(Observation::reached)
                .map(Observation::time)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        OptionalDouble median = OptionalDouble.empty();
        OptionalDouble low = OptionalDouble.empty();
        OptionalDouble high = OptionalDouble.empty();
        double survival = 1;
        double greenwood = 0;
        for (double time : times) {
            long atRisk =
                    observations.stream().filter(run -> run.time() >= time).count();
            long events = observations.stream()
                    .filter(run -> run.reached() && run.time() == time)
                    .count();
            survival *= 1 - (double) events / atRisk;
            median = first(median, survival, time);
            if (survival > 0) {
                greenwood += (double) events / atRisk / (atRisk - events);
                double factor = Math.exp(z * Math.sqrt(greenwood));
                low = first(low, survival / factor, time);
                high = first(high, survival * factor, time);
            }
        }
        return new SurvivalMedian(median, low, high);
    }

    private static OptionalDouble first(OptionalDouble found, double share, double time) {
        return found.isPresent() || share > 0.5 + ROUNDING ? found : OptionalDouble.of(time);
    }
}

package org.transformerbench.api.inference;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.apache.commons.statistics.descriptive.Quantile;
import org.transformerbench.api.result.Percentiles;

/**
 * Times of repeated runs of the same work, after a warm-up in which the JVM compiles it. Both end after some time, or after some
 * repetitions, whichever is first, but the measurement has at least {@value #MIN_REPETITIONS}.
 *
 * @param nanoTime the clock, {@code System::nanoTime}
 * @param warmUp the longest warm-up
 * @param measurement the longest measurement
 */
record RepeatedTimes(LongSupplier nanoTime, Duration warmUp, Duration measurement) {
    private static final int MIN_REPETITIONS = 5;
    private static final int MAX_REPETITIONS = 2000;

    static RepeatedTimes standard() {
        return new RepeatedTimes(System::nanoTime, Duration.ofMillis(150), Duration.ofMillis(200));
    }

    /**
     * Measures the percentiles of the time of some work: times that occurred, not values between them.
     */
    Percentiles of(Runnable work) {
        times(work, warmUp, 1);
        double[] micros = times(work, measurement, MIN_REPETITIONS);
        double[] found =
                Quantile.withDefaults().with(Quantile.EstimationMethod.HF1).evaluate(micros, 0.5, 0.9, 0.99);
        return new Percentiles(found[0], found[1], found[2], micros.length);
    }

    private double[] times(Runnable work, Duration longest, int minRepetitions) {
        double[] micros = new double[MAX_REPETITIONS];
        int count = 0;
        long start = nanoTime.getAsLong();
        long now = start;
        while (count < minRepetitions || count < MAX_REPETITIONS && now - start < longest.toNanos()) {
            long before = nanoTime.getAsLong();
            work.run();
            now = nanoTime.getAsLong();
            micros[count++] = (now - before) / 1e3;
        }
        return Arrays.copyOf(micros, count);
    }
}

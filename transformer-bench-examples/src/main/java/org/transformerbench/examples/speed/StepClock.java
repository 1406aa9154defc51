package org.transformerbench.examples.speed;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A clock that times single steps after a warm-up in which the JVM compiles them. What a step works on is made while the clock
 * stands.
 */
public final class StepClock {
    /** Minimum number of steps of the warm-up, and of the measurement if no number is given, however long they take. */
    static final int MIN_STEPS = 5;

    private final Duration warmUp;
    private final Duration measurement;
    private final LongSupplier nanoTime;

    /**
     * Creates a clock that reads the JVM's.
     *
     * @param warmUp the least time before the first step that counts
     * @param measurement how long to measure where no number of steps is asked for
     */
    public StepClock(Duration warmUp, Duration measurement) {
        this(warmUp, measurement, System::nanoTime);
    }

    StepClock(Duration warmUp, Duration measurement, LongSupplier nanoTime) {
        this.warmUp = warmUp;
        this.measurement = measurement;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the time of the median step in nanoseconds.
     *
     * @param inputs makes what a step works on
     * @param step is timed
     * @param steps how many count; empty for as many as fit
     * @param <I> what a step works on
     * @return nanoseconds
     */
    public <I> double medianNanos(Supplier<I> inputs, Consumer<I> step, OptionalInt steps) {
        long begin = nanoTime.getAsLong();
        for (int done = 0; done < MIN_STEPS || nanoTime.getAsLong() - begin < warmUp.toNanos(); done++) {
            step.accept(inputs.get());
        }
        int least = steps.orElse(MIN_STEPS);
        long[] nanos = new long[least];
        int count = 0;
        long sum = 0;
        while (count < least || steps.isEmpty() && sum < measurement.toNanos()) {
            I input = inputs.get();
            long before = nanoTime.getAsLong();
            step.accept(input);
            long taken = nanoTime.getAsLong() - before;
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count] = taken;
            count++;
            sum += taken;
        }
        return median(Arrays.copyOf(nanos, count));
    }

    private static double median(long[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
    }
}

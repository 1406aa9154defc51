package org.transformerbench.api;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The distribution of a parameter's initial values. */
@FunctionalInterface
public interface Initializer {

    /**
     * Draws values.
     *
     * @param random the stream to draw from
     * @param size how many
     * @return that many values
     */
    float[] values(RandomGenerator random, int size);

    /**
     * Returns a normal distribution with mean 0.
     *
     * @param standardDeviation its width
     * @return the initializer
     */
    static Initializer normal(double standardDeviation) {
        return (random, size) -> {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (standardDeviation * random.nextGaussian());
            }
            return values;
        };
    }

    /**
     * Returns a uniform distribution.
     *
     * @param bound values lie in [-bound, bound)
     * @return the initializer
     */
    static Initializer uniform(double bound) {
        return (random, size) -> {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            return values;
        };
    }

    /**
     * Returns a distribution with the same value everywhere.
     *
     * @param value the value
     * @return the initializer
     */
    static Initializer constant(double value) {
        return (random, size) -> {
            float[] values = new float[size];
            Arrays.fill(values, (float) value);
            return values;
        };
    }
}

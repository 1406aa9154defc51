package org.transformerbench.models;

import java.util.Arrays;
import java.util.Locale;
import org.transformerbench.api.Tensor;

/** Compares tensors and says where they differ most. */
final class TensorAssert {
    private TensorAssert() {}

    /** Fails unless every element is within {@code absolute} of the expected one. */
    static void assertClose(String what, Tensor actual, Tensor expected, double absolute) {
        if (!Arrays.equals(actual.shape(), expected.shape())) {
            throw new AssertionError(what + ": the shape is " + actual + ", expected " + expected);
        }
        int worst = 0;
        int wrong = 0;
        for (int i = 0; i < expected.size(); i++) {
            double difference = difference(actual, expected, i);
            // Written so that NaN is wrong.
            wrong += difference <= absolute ? 0 : 1;
            worst = difference <= difference(actual, expected, worst) ? worst : i;
        }
        if (wrong > 0) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s: %d of %d elements differ by more than %.3g; at %d it is %.9g, expected %.9g",
                    what,
                    wrong,
                    expected.size(),
                    absolute,
                    worst,
                    actual.values()[worst],
                    expected.values()[worst]));
        }
    }

    /** The largest magnitude of the elements. */
    static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double difference(Tensor actual, Tensor expected, int i) {
        return Math.abs((double) actual.values()[i] - expected.values()[i]);
    }
}

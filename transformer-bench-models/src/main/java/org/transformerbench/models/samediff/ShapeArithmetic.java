package org.transformerbench.models.samediff;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Array arithmetic on shapes. */
final class ShapeArithmetic {
    private ShapeArithmetic() {}

    static long[] prepend(long first, long[] rest) {
        return LongStream.concat(LongStream.of(first), Arrays.stream(rest)).toArray();
    }

    static long[] append(long[] first, long last) {
        return LongStream.concat(Arrays.stream(first), LongStream.of(last)).toArray();
    }

    static long product(long[] factors) {
        return Arrays.stream(factors).reduce(1, Math::multiplyExact);
    }

    /** Returns the integers from 0 to n - 1. */
    static long[] upTo(int n) {
        return LongStream.range(0, n).toArray();
    }
}

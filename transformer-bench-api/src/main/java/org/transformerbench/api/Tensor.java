package org.transformerbench.api;

import java.math.BigInteger;
import java.util.Arrays;

/** A block of float32 values outside any backend, row-major. */
public final class Tensor {
    private final long[] shape;
    private final float[] values;

    private Tensor(long[] shape, float[] values) {
        this.shape = shape;
        this.values = values;
    }

    /**
     * Wraps an array without copying it.
     *
     * @param values row-major
     * @param shape the sizes of the dimensions, each at least 0
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not hold this number of values
     */
    public static Tensor of(float[] values, long... shape) {
        BigInteger size = BigInteger.ONE;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException(
                        "A tensor of shape " + Arrays.toString(shape) + " has a negative dimension");
            }
            size = size.multiply(BigInteger.valueOf(dimension));
        }
        if (!size.equals(BigInteger.valueOf(values.length))) {
            throw new IllegalArgumentException(
                    "A tensor of shape " + Arrays.toString(shape) + " holds " + size + " values, not " + values.length);
        }
        return new Tensor(shape.clone(), values);
    }

    /**
     * Returns the sizes of the dimensions.
     *
     * @return a copy
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * Returns the values themselves, not a copy.
     *
     * @return row-major values
     */
    public float[] values() {
        return values;
    }

    /**
     * Returns the number of values.
     *
     * @return the product of the dimensions
     */
    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && Arrays.equals(shape, tensor.shape)
                && Arrays.equals(values, tensor.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}

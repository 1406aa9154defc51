package org.transformerbench.models.graph;

import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Nd4jRuntime;

/**
 * Copies of Java arrays in native memory, which {@link INDArray#close} frees. What {@code reshape} returns would be a view, which
 * ND4J does not close, and says nothing.
 */
public final class NativeArrays {
    private NativeArrays() {}

    /**
     * Copies floats.
     *
     * @param values row-major
     * @param shape sizes of the dimensions
     * @return float32, to be closed by the caller
     */
    public static INDArray of(float[] values, long... shape) {
        Nd4jRuntime.start();
        return Nd4j.create(values, shape, ArrayUtil.calcStrides(shape), 'c', DataType.FLOAT);
    }

    /**
     * Copies whole numbers.
     *
     * @param values row-major
     * @param shape sizes of the dimensions
     * @return int32, to be closed by the caller
     */
    public static INDArray of(int[] values, long... shape) {
        Nd4jRuntime.start();
        return Nd4j.create(values, shape, ArrayUtil.calcStrides(shape), 'c', DataType.INT32);
    }
}

package org.transformerbench.models.graph;

import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Nd4jRuntime;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.Kernels;

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

    /**
     * Draws the mask of one step, as defined by {@link DropoutMask}, with the padded stride of rows.
     *
     * @param site where it belongs
     * @param seeds the run's seed streams
     * @param step the number of the step
     * @param batchSize B
     * @return shape (B, shapePerExample...), float32, to be closed by the caller
     */
    public static INDArray mask(DropoutSite site, SeedStreams seeds, long step, int batchSize) {
        long[] perExample = site.shapePerExample();
        long[] shape = new long[perExample.length + 1];
        shape[0] = batchSize;
        System.arraycopy(perExample, 0, shape, 1, perExample.length);
        int size = 1;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, Math.toIntExact(dimension));
        }
        int width = Math.toIntExact(shape[shape.length - 1]);
        int stride = Kernels.stride(width);
        long key = DropoutMask.key(seeds, site.placeholder(), step);
        float[] mask = new float[size];
        for (int i = 0; i < size; i++) {
            mask[i] = DropoutMask.factor(key, i / width * stride + i % width, (float) site.rate());
        }
        return of(mask, shape);
    }
}

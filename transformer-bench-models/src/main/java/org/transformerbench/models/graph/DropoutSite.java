package org.transformerbench.models.graph;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.Kernels;

/**
 * A place where a training graph multiplies by a dropout mask that is fed at each step: 0 with probability {@code rate}, else 1 /
 * (1 - rate). SameDiff's own dropout has no gradient and draws from a global generator.
 *
 * @param placeholder the name of the mask in the graph
 * @param rate probability of zero; in (0, 1)
 * @param shapePerExample the mask's dimensions without the batch
 */
public record DropoutSite(String placeholder, double rate, long[] shapePerExample) {

    /**
     * Returns the mask of one step, as defined by {@link DropoutMask}, with the padded stride of rows.
     *
     * @param seeds the run's seed streams
     * @param step the number of the step
     * @param batchSize B
     * @return shape (B, shapePerExample...), float32, to be closed by the caller
     */
    public INDArray mask(SeedStreams seeds, long step, int batchSize) {
        long[] shape = new long[shapePerExample.length + 1];
        shape[0] = batchSize;
        System.arraycopy(shapePerExample, 0, shape, 1, shapePerExample.length);
        int size = 1;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, Math.toIntExact(dimension));
        }
        int width = Math.toIntExact(shape[shape.length - 1]);
        int stride = Kernels.stride(width);
        long key = DropoutMask.key(seeds, placeholder, step);
        float[] mask = new float[size];
        for (int i = 0; i < size; i++) {
            mask[i] = DropoutMask.factor(key, i / width * stride + i % width, (float) rate);
        }
        return NativeArrays.of(mask, shape);
    }
}

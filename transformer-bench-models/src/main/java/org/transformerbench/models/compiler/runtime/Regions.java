package org.transformerbench.models.compiler.runtime;

import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.op.Region;

/** The regions of a program that something other than this library's kernels computes, for the whole batch at once. */
public interface Regions extends AutoCloseable {

    /**
     * The inputs from the batch.
     *
     * @param tokens shape (B, T)
     * @param examples B
     * @param step numbers the dropout masks
     */
    record BatchInputs(int[] tokens, int examples, long step) {}

    /** The regions of a program that has none. */
    Regions NONE = new Regions() {
        @Override
        public List<float[]> outputs(Region region, List<float[]> inputs, BatchInputs brought) {
            throw new IllegalStateException("Nothing computes " + region);
        }

        @Override
        public Map<String, float[]> gradients(
                Region region, List<float[]> inputs, List<float[]> upstream, BatchInputs brought) {
            throw new IllegalStateException("Nothing computes " + region);
        }

        @Override
        public void close() {}
    };

    /**
     * Computes a region's outputs.
     *
     * @param region of the program
     * @param inputs of the region, each row-major as in ND4J
     * @param brought by the batch
     * @return each row-major as in ND4J
     */
    List<float[]> outputs(Region region, List<float[]> inputs, BatchInputs brought);

    /**
     * Computes the gradients of a region's inputs.
     *
     * @param region of the program
     * @param inputs of the region, each row-major as in ND4J
     * @param upstream the gradient of each output, as ND4J has it
     * @param brought by the batch
     * @return by the name of the input, each row-major as in ND4J
     */
    Map<String, float[]> gradients(Region region, List<float[]> inputs, List<float[]> upstream, BatchInputs brought);

    @Override
    void close();
}

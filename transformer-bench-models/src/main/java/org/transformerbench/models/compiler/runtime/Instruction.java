package org.transformerbench.models.compiler.runtime;

/** A step of a compiled graph on a slice of a batch. Its offsets are known when it is made; it keeps nothing between slices. */
@FunctionalInterface
public interface Instruction {
    /**
     * Runs on a worker's slice.
     *
     * @param frame the slice, and the buffers that it is computed in
     */
    void run(Frame frame);
}

package org.transformerbench.models.compiler.runtime;

/**
 * An instruction of a compiled graph, which processes one micro-batch. Its offsets are known when it is made; it keeps nothing
 * between micro-batches.
 */
@FunctionalInterface
public interface Instruction {
    /**
     * Runs on a worker's micro-batch.
     *
     * @param work the micro-batch, and the buffers that it is computed in
     */
    void run(LaneWorkspace work);
}

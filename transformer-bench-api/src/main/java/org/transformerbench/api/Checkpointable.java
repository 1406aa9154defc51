package org.transformerbench.api;

import java.util.Map;

/**
 * The capability of a {@link TrainingSession} to save and to restore the state of its optimizer. Runs of a trainer whose sessions
 * do not have it write no checkpoints and start from their beginning.
 */
public interface Checkpointable {

    /**
     * Copies the optimizer's state. With {@link TrainingSession#parameters()} it is all that a session of the same {@link
     * TrainingSpec} needs to go on.
     *
     * @return steps and moments
     * @throws IllegalStateException if the session is closed
     */
    OptimizerState optimizerState();

    /**
     * Restores the state of another session with the same {@link TrainingSpec}: all later numbers are the same to the last bit,
     * dropout masks included.
     *
     * @param parameters as {@link TrainingSession#parameters()} gave them
     * @param optimizer as {@link #optimizerState()} gave it
     * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs; nothing has changed then
     * @throws IllegalStateException if the session is closed
     */
    void restore(Map<String, Tensor> parameters, OptimizerState optimizer);
}

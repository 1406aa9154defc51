package org.transformerbench.api;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A model in training: parameters, optimizer state and number of steps taken. Thread-safe as every {@link TrainedModel}: a step
 * of one thread and the logits of another never see each other half done. The order of steps that several threads take is that in
 * which they come, so that numbers are the same from run to run only if the callers keep an order.
 */
public interface TrainingSession extends TrainedModel {

    /**
     * Returns a session whose calls run one at a time, in the order in which threads arrive, for trainers whose own sessions are
     * not thread-safe. The calls of its decoders are among them. Only {@link #shape}, {@link #backend}, {@link #threads} and
     * {@link #flopsPerExample}, which never change, are answered without waiting.
     *
     * @param session computes; nobody else uses it
     * @return a session with the contract of {@link TrainedModel} for several threads
     */
    static TrainingSession synchronizedSession(TrainingSession session) {
        return new SynchronizedSession(session);
    }

    /**
     * Runs one optimizer step on one batch.
     *
     * @param batch tokens and targets; a batch has the number of targets that {@link TrainingSpec#targetsPerExample} gives
     * @return loss and accuracy of the batch before the update, with dropout; a loss that is not finite is returned,
     *     not thrown
     * @throws IllegalArgumentException if the batch does not fit the model
     */
    StepResult step(Batch batch);

    /**
     * Runs one optimizer step with another learning rate than the configured one, for schedules.
     *
     * @param batch tokens and targets
     * @param learningRate of this step; at least 0
     * @return as for {@link #step(Batch)}
     * @throws IllegalArgumentException if the batch does not fit the model
     * @throws UnsupportedOperationException by default: the trainer knows no schedule
     */
    default StepResult step(Batch batch, double learningRate) {
        throw new UnsupportedOperationException("This trainer cannot change the learning rate from step to step");
    }

    /**
     * Computes logits with dropout, as the next training step would, for protocols that evaluate this way.
     *
     * @param tokens as for {@link #logits}
     * @param positions T
     * @param targets as for {@link #logits}
     * @return logits, row-major
     * @throws UnsupportedOperationException by default: the trainer cannot evaluate so
     */
    default float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
        throw new UnsupportedOperationException("This trainer cannot evaluate with dropout");
    }

    /**
     * Returns the floating-point operations per example of the forward and backward pass.
     *
     * @return per example; empty where the trainer cannot tell
     */
    default OptionalLong flopsPerExample() {
        return OptionalLong.empty();
    }

    /**
     * Computes the gradient of a batch's loss without dropout; neither parameters nor optimizer state change.
     *
     * @param batch tokens and targets
     * @return loss and one gradient per parameter
     * @throws IllegalArgumentException if the batch does not fit the model
     */
    Gradients gradients(Batch batch);

    /**
     * Copies the optimizer's state, for a checkpoint. With {@link #parameters()} it is all that a session of the same {@link
     * TrainingSpec} needs to go on.
     *
     * @return steps and moments
     * @throws UnsupportedOperationException by default: runs of the trainer have no checkpoints and start from the beginning
     */
    default OptimizerState optimizerState() {
        throw new UnsupportedOperationException("This trainer does not tell the state of its optimizer");
    }

    /**
     * Restores the state of another session with the same {@link TrainingSpec}: all later numbers are the same to the last bit,
     * dropout masks included.
     *
     * @param parameters as {@link #parameters()} gave them
     * @param optimizer as {@link #optimizerState()} gave it
     * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs; nothing has changed then
     * @throws UnsupportedOperationException by default, as for {@link #optimizerState()}
     */
    default void restore(Map<String, Tensor> parameters, OptimizerState optimizer) {
        throw new UnsupportedOperationException("This trainer cannot take over the state of an optimizer");
    }

    /**
     * Returns a description of what executes the graph, for the record.
     *
     * @return for example {@code "nd4j-native 1.0.0-M2.1 (OPENBLAS)"}
     */
    String backend();

    /**
     * Returns the number of threads that the backend uses, for the record.
     *
     * @return at least 1
     */
    int threads();
}

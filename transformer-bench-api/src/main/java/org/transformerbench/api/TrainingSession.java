package org.transformerbench.api;

import java.util.OptionalLong;

/** A model in training: parameters, optimizer state and the number of steps taken. Not thread-safe. */
public interface TrainingSession extends TrainedModel {

    /**
     * One optimizer update on one batch.
     *
     * @param batch tokens and targets; a batch has the number of targets that {@link TrainingSpec#targetsPerExample} gives
     * @return loss and accuracy of the batch before the update, with dropout; a loss that is not finite is returned,
     *     not thrown
     * @throws IllegalArgumentException if the batch does not fit the model
     */
    StepResult step(Batch batch);

    /**
     * One optimizer update with another learning rate than the configured one, as a schedule wants it.
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
     * Logits with dropout, as the next training step would compute them, for protocols that evaluate so.
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
     * Multiplications and additions of the forward and backward pass.
     *
     * @return per example; empty where the trainer cannot tell
     */
    default OptionalLong arithmeticPerExample() {
        return OptionalLong.empty();
    }

    /**
     * The gradient of a batch's loss without dropout; neither parameters nor optimizer state change.
     *
     * @param batch tokens and targets
     * @return loss and one gradient per parameter
     * @throws IllegalArgumentException if the batch does not fit the model
     */
    Gradients gradients(Batch batch);

    /**
     * What executes the graph, for the record.
     *
     * @return for example {@code "nd4j-native 1.0.0-M2.1 (OPENBLAS)"}
     */
    String backend();

    /**
     * How many threads the backend computes with, for the record.
     *
     * @return at least 1
     */
    int threads();
}

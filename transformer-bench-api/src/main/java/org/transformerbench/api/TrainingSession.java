package org.transformerbench.api;

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

package org.transformerbench.api;

import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.config.CheckedPlugin;

/**
 * A model in training: parameters, optimizer state and number of steps taken. Thread-safe as every {@link TrainedModel}: a step
 * of one thread and the logits of another never see each other half done. The order of steps that several threads take is that in
 * which they come, so that numbers are the same from run to run only if the callers keep an order.
 */
public interface TrainingSession extends TrainedModel {

    /**
     * Returns a session whose calls run one at a time, in the order in which threads arrive, for trainers whose own sessions are
     * not thread-safe. The calls of its decoders and capabilities are among them. Only {@link #shape}, {@link #backend}, {@link #threads} and
     * {@link #flopsPerExample}, which never change, are answered without waiting.
     *
     * @param session computes; nobody else uses it
     * @return a session with the contract of {@link TrainedModel} for several threads
     */
    static TrainingSession synchronizedSession(TrainingSession session) {
        return new SynchronizedSession(CheckedPlugin.of(TrainingSession.class, session));
    }

    /**
     * Runs one optimizer step on one batch.
     *
     * @param batch tokens and targets; a batch has the number of targets that {@link TrainingSpec#targetsPerExample} gives, of which
     *     those count that are not {@link Batch#IGNORED}
     * @param learningRate the rate of this step, which a schedule may change from step to step; at least 0. The configured one is
     *     {@link AdamW#learningRate()} of {@link TrainingSpec#optimizer()}
     * @return loss and accuracy of the batch before the update, with dropout; a loss that is not finite is returned,
     *     not thrown
     * @throws IllegalArgumentException if the batch does not fit the model, no target of it counts, or the learning rate is negative
     *     or not finite
     */
    StepResult step(Batch batch, double learningRate);

    /**
     * Returns a capability that the sessions of some trainers have, such as {@link Checkpointable} or {@link DropoutEvaluation}.
     * Callers ask for it here instead of with {@code instanceof}, since a wrapper hands the question on and implements none of the
     * interfaces itself.
     *
     * @param type a public interface, of this library or of the trainer
     * @param <T> that interface
     * @return the capability, which has the session's state and the same contract for several threads; empty if the session does
     *     not have it; by default the session itself, if it implements the interface
     * @throws IllegalArgumentException if the type is no public interface
     */
    default <T> Optional<T> capability(Class<T> type) {
        if (!type.isInterface() || !Modifier.isPublic(type.getModifiers())) {
            throw new IllegalArgumentException(
                    "A capability is a public interface, which " + type.getName() + " is not");
        }
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
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
     * @throws IllegalArgumentException if the batch does not fit the model, or no target of it counts
     */
    Gradients gradients(Batch batch);

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

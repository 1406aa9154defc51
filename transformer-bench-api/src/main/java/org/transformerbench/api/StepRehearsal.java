package org.transformerbench.api;

/**
 * The capability of a {@link TrainingSession} to compute steps without taking them, for trainers whose first steps are slow because the
 * JVM has yet to compile what they run. It is used before the clock of a run starts, so that the first run of a JVM pays no more than
 * others.
 */
public interface StepRehearsal {

    /**
     * Returns whether what a step runs has not been rehearsed in this JVM, by this session or another one with an equal program.
     *
     * @return false after {@link #markRehearsed()}
     * @throws IllegalStateException if the session is closed
     */
    boolean isCold();

    /**
     * Computes what a step computes and drops it. Parameters, optimizer, the number of steps and the masks of later steps do not change.
     *
     * @param batch as for {@link TrainingSession#step}
     * @throws IllegalArgumentException if the batch does not fit the model, or no target of it counts
     * @throws IllegalStateException if the session is closed
     */
    void rehearse(Batch batch);

    /** Notes, for all sessions of this JVM with an equal program, that it has been rehearsed for long enough. */
    void markRehearsed();
}

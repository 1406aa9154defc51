package org.transformerbench.api.run;

/** The course of the learning rate after the warm-up. */
public enum Schedule {
    /** The rate stays as it is. */
    CONSTANT,
    /**
     * The rate falls along half a cosine to {@link TrainingConfig#finalLearningRateShare()} of itself at the end of the budget.
     */
    COSINE
}

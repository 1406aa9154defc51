package org.transformerbench.api.run;

/** The course of the learning rate after the warm-up. */
public enum Schedule {
    /** It stays. */
    CONSTANT,
    /** It falls along half a cosine to {@link TrainingConfig#finalLearningRateShare()} of itself at the end of the budget. */
    COSINE
}

package org.transformerbench.api.run;

/** How the learning rate goes on after the warm-up. */
public enum Schedule {
    /** It stays. */
    CONSTANT,
    /** It falls along half a cosine to {@link TrainingConfig#finalLearningRateShare()} of itself at the end of the budget. */
    COSINE
}

package org.transformerbench.examples.cli;

import org.transformerbench.api.experiment.Experiment;

/**
 * What {@code compare} does where the user says nothing: the four models on addition in about three minutes. As text,
 * because the help shows them.
 */
final class Defaults {
    static final String TASK = "addition";
    static final String LEARNING_RATES = "1e-2";
    static final String SEEDS = "1";
    static final String TRAINER = Experiment.DEFAULT_TRAINER;
    /** Of training per run; used only if no budget is given. */
    static final String TIME = "50s";

    static final String BATCH_SIZE = "2048";
    static final String INTERVAL = "50";
    static final String STOP_ACCURACY = "0.995";
    static final String OUTPUT = ".";

    private Defaults() {}
}

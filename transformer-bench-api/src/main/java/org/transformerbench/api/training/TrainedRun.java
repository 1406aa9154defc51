package org.transformerbench.api.training;

import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.run.RunSpec;

/**
 * A run whose model is trained.
 *
 * @param spec all that determines the run
 * @param vocabulary the tokens
 * @param trainingSpec what the trainer was given: the model, and its configuration as its own type
 * @param model the model itself; it is closed after the event
 * @param <C> the type of the model's configuration
 */
public record TrainedRun<C extends Record>(
        RunSpec spec, Vocabulary vocabulary, TrainingSpec<C> trainingSpec, TrainedModel model) {}

package org.transformerbench.api.training;

import java.util.Optional;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.run.RunSpec;

/**
 * A run whose model is trained.
 *
 * @param spec all that determines the run
 * @param vocabulary the tokens
 * @param textEncoding the way from text to these tokens and back; empty if the data does not say
 * @param trainingSpec what the trainer was given: the model, and its configuration as its own type
 * @param model the model itself; it is closed after the event
 * @param <C> the type of the model's configuration
 */
public record TrainedRun<C extends Record>(
        RunSpec spec,
        Vocabulary vocabulary,
        Optional<TextEncoding> textEncoding,
        TrainingSpec<C> trainingSpec,
        TrainedModel model) {}

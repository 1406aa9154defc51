package org.transformerbench.api;

import java.util.Objects;

/**
 * The inputs of a {@link Trainer} for one run.
 *
 * @param model the model
 * @param config the model's configuration
 * @param shape vocabulary size, context length and output positions
 * @param targets which positions enter the loss
 * @param optimizer the optimizer's values
 * @param seeds the run's seed streams
 * @param <C> the type of the model's configuration
 */
public record TrainingSpec<C extends Record>(
        Model<C> model, C config, SequenceShape shape, Targets targets, AdamW optimizer, SeedStreams seeds) {

    public TrainingSpec {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(targets, "targets");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(seeds, "seeds");
    }

    /**
     * Returns the number of targets per example.
     *
     * @param positions T of the batch
     * @return 1 for {@link Targets#LAST}; else T for a model that predicts every position, and O for one that does not
     */
    public int targetsPerExample(int positions) {
        if (targets == Targets.LAST) {
            return 1;
        }
        return model.predicts() == Targets.EVERY ? positions : shape.outputPositions();
    }
}

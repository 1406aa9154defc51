package org.transformerbench.api.experiment;

import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.training.TrainingConfig;

/** One cell of the grid, resolved and valid. */
record RunPlan<C extends Record>(
        Model<C> model, C config, Targets targets, Dataset data, TrainingConfig training, long seed) {

    static <C extends Record> RunPlan<C> of(
            Model<C> model, Settings settings, Dataset data, TrainingConfig training, long seed) {
        C config = settings.apply(model.id(), model.defaultConfig(shape(model, data)));
        return new RunPlan<>(model, config, targets(model, data), data, training, seed);
    }

    TrainingSpec<C> spec() {
        return new TrainingSpec<>(
                model, config, shape(model, data), targets, training.optimizer(), new SeedStreams(seed));
    }

    /** The data's preferred mode among those that the model can be trained on. */
    static Targets targets(Model<?> model, Dataset data) {
        return data.targets().stream()
                .filter(mode -> mode == Targets.LAST || model.predicts() == Targets.EVERY)
                .findFirst()
                .orElseThrow(() -> new ConfigException("The model '" + model.id()
                        + "' predicts the last position only, and this data has targets at every position"));
    }

    private static SequenceShape shape(Model<?> model, Dataset data) {
        return SequenceShape.of(data.vocabulary().size(), data.contextLength(), model.predicts());
    }
}

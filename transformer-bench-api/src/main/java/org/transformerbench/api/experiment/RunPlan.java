package org.transformerbench.api.experiment;

import java.util.Objects;
import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.training.TrainingConfig;

/**
 * One cell of the grid, resolved and valid, or else with the reason why the run will fail.
 *
 * @param config empty if the model could not be asked for it
 * @param broken why not; empty if there is a configuration
 */
record RunPlan<C extends Record>(
        Model<C> model,
        Optional<C> config,
        Optional<ModelException> broken,
        Targets targets,
        Dataset data,
        TrainingConfig training,
        long seed) {

    /**
     * @throws ConfigException if a value is not valid; whatever else a model throws is the failure of its own runs
     */
    static <C extends Record> RunPlan<C> of(
            Model<C> model, Settings settings, Dataset data, TrainingConfig training, long seed) {
        C defaults;
        Targets targets;
        try {
            targets = targets(model, data);
            defaults = Objects.requireNonNull(model.defaultConfig(shape(model, data)), "defaultConfig gave null");
        } catch (ConfigException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            ModelException broken =
                    new ModelException(model.id() + " cannot say what its configuration is, it threw " + e, e);
            return new RunPlan<>(
                    model, Optional.empty(), Optional.of(broken), data.targets().get(0), data, training, seed);
        }
        C config = settings.apply(model.id(), defaults);
        return new RunPlan<>(model, Optional.of(config), Optional.empty(), targets, data, training, seed);
    }

    /**
     * @throws ModelException if the model is broken
     */
    TrainingSpec<C> spec() {
        if (broken.isPresent()) {
            throw broken.get();
        }
        return new TrainingSpec<>(
                model, config.orElseThrow(), shape(model, data), targets, training.optimizer(), new SeedStreams(seed));
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

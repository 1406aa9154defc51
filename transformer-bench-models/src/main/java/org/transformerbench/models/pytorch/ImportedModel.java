package org.transformerbench.models.pytorch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.ModelBundles;

/**
 * A model whose parameters were trained elsewhere.
 *
 * @param model the model
 * @param config its configuration
 * @param shape vocabulary size, context length and output positions
 * @param parameters name to values, tied names included; not to be changed
 * @param assumed components of the configuration that are the model's defaults, since neither the weights nor the user say them
 * @param warnings what a user should know, such as weights that are no finite numbers; mostly empty
 * @param <C> the type of the configuration
 */
public record ImportedModel<C extends Record>(
        Model<C> model,
        C config,
        SequenceShape shape,
        Map<String, Tensor> parameters,
        List<String> assumed,
        List<String> warnings) {

    public ImportedModel {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        assumed = List.copyOf(assumed);
        warnings = List.copyOf(warnings);
    }

    /**
     * Opens the model, to compute with it or to train it on. The optimizer is the default one, with targets at every position that
     * the model predicts.
     *
     * @param trainer computes
     * @return the model, which the caller closes
     */
    public TrainingSession open(Trainer trainer) {
        TrainingSession session = CheckedPlugin.of(Trainer.class, trainer)
                .open(new TrainingSpec<>(
                        model,
                        config,
                        shape,
                        model.predicts(),
                        TrainingConfig.defaults().optimizer(),
                        new SeedStreams(1)));
        try {
            session.load(parameters);
            return session;
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /**
     * Bundles the model without a vocabulary, so that it takes tokens and no text.
     *
     * @return what {@link org.transformerbench.models.bundle.BundleWriter} writes
     */
    public Bundle toBundle() {
        return ModelBundles.of(model, config, shape, model.predicts(), parameters, Optional.empty(), Optional.empty());
    }

    /**
     * Bundles the model with the vocabulary and the text encoding of some data. Weights do not say which token a number stands for:
     * the model must have been trained on data with the same symbols in the same order.
     *
     * @param data what the model was trained on
     * @param targets which positions it is asked for
     * @return what {@link org.transformerbench.models.bundle.BundleWriter} writes
     * @throws DataException if the model has another number of symbols than the data, or reads another number of positions
     */
    public Bundle toBundle(Dataset data, Targets targets) {
        requireFit(data, targets);
        return ModelBundles.of(
                model, config, shape, targets, parameters, Optional.of(data.vocabulary()), data.textEncoding());
    }

    /**
     * Checks that the model can be asked for what some data holds.
     *
     * @param data the data
     * @param targets which positions the model is asked for
     * @throws DataException if the model has another number of symbols than the data, or reads another number of positions
     */
    public void requireFit(Dataset data, Targets targets) {
        requireEqual("symbols", shape.vocabularySize(), data.vocabulary().size());
        boolean causal = targets == Targets.EVERY && model.predicts() == Targets.EVERY;
        if (!causal || data.contextLength() > shape.contextLength()) {
            requireEqual("positions", shape.contextLength(), data.contextLength());
        }
        int outputs = data.test(targets).targetsPerExample();
        if (!causal && outputs > shape.outputPositions()) {
            requireEqual("outputs", shape.outputPositions(), outputs);
        }
    }

    /**
     * Checks that the model is for data of a shape.
     *
     * @throws DataException if it is for another
     */
    void requireShape(SequenceShape other) {
        requireEqual("symbols", shape.vocabularySize(), other.vocabularySize());
        requireEqual("positions", shape.contextLength(), other.contextLength());
        requireEqual("outputs", shape.outputPositions(), other.outputPositions());
    }

    private void requireEqual(String what, int weights, int data) {
        if (weights != data) {
            throw new DataException(
                    "The weights of '" + model.id() + "' are for " + weights + " " + what + ", the data has " + data);
        }
    }
}

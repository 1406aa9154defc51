package org.transformerbench.models.bundle;

import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.training.TrainedRun;

/** A maker of bundles, which builds the graph of a model with ND4J. */
public final class ModelBundles {
    private ModelBundles() {}

    /**
     * Bundles the model that a run has trained.
     *
     * @param run after its training
     * @return its parameters as they are now; without a result
     */
    public static Bundle of(TrainedRun<?> run) {
        throw new UnsupportedOperationException(run.toString());
    }

    /**
     * Bundles parameters from elsewhere.
     *
     * @param model the model
     * @param config its configuration
     * @param shape vocabulary size, context length and output positions
     * @param targets which positions it is asked for
     * @param parameters name to values; tied names may be missing
     * @param vocabulary the symbols, if they are known
     * @param encoding how a text becomes tokens, if that is known
     * @param <C> the type of the configuration
     * @return without a run
     * @throws IllegalArgumentException if these are not the model's parameters
     */
    public static <C extends Record> Bundle of(
            Model<C> model,
            C config,
            SequenceShape shape,
            Targets targets,
            Map<String, Tensor> parameters,
            Optional<Vocabulary> vocabulary,
            Optional<TextEncoding> encoding) {
        throw new UnsupportedOperationException(model.id());
    }

    /**
     * Captures the graph of a model's logits.
     *
     * @param model the model
     * @param config its configuration
     * @param shape vocabulary size, context length and output positions
     * @param targets which positions it is asked for
     * @param <C> the type of the configuration
     * @return the graph, or why there is none
     */
    public static <C extends Record> ForwardGraph forward(
            Model<C> model, C config, SequenceShape shape, Targets targets) {
        throw new UnsupportedOperationException(model.id());
    }
}

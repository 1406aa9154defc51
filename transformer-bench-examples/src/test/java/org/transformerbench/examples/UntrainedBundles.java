package org.transformerbench.examples;

import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.ModelBundles;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** Bundles of models with their initial parameters. */
public final class UntrainedBundles {
    private UntrainedBundles() {}

    /** Bundles a model for some data. */
    public static <C extends Record> Bundle of(Model<C> model, C config, SequenceShape shape, Dataset data) {
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            ModelGraph.build(model, config, shape, shape.contextLength(), false, parameters);
            return ModelBundles.of(
                    model,
                    config,
                    shape,
                    Targets.EVERY,
                    parameters.toTensors(),
                    Optional.of(data.vocabulary()),
                    data.textEncoding());
        }
    }
}

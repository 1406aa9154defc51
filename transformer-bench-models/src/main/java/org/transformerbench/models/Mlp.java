package org.transformerbench.models;

import static org.transformerbench.api.Initializer.normal;
import static org.transformerbench.api.Initializer.uniform;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.tuning.SearchRange;
import org.transformerbench.api.tuning.SearchSpace;
import org.transformerbench.models.block.Embedding;

/**
 * A multi-layer perceptron as baseline: embed all T tokens, concatenate, Linear, ReLU, Linear to O x V logits. It reads a whole
 * window, so that it predicts only what follows. Initialised with PyTorch's defaults. Source: Bengio et al., "A Neural
 * Probabilistic Language Model", JMLR 2003, without its direct connections.
 */
public final class Mlp implements Model<MlpConfig> {

    /** Creates the model for service discovery. */
    public Mlp() {}

    @Override
    public String id() {
        return "mlp";
    }

    @Override
    public Class<MlpConfig> configType() {
        return MlpConfig.class;
    }

    @Override
    public SearchSpace searchSpace(SequenceShape shape) {
        return SearchSpace.standard(configType())
                .withSize("embeddingWidth", SearchRange.integers(4, 32, 4))
                .withSize("hiddenWidth", SearchRange.integers(16, 512, 16));
    }

    @Override
    public MlpConfig defaultConfig(SequenceShape shape) {
        return MlpConfig.defaultFor(shape);
    }

    @Override
    public Targets predicts() {
        return Targets.LAST;
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, MlpConfig config) {
        SequenceShape shape = graph.shape();
        if (graph.positions() != shape.contextLength()) {
            throw new ModelException("it reads exactly contextLength (" + shape.contextLength() + ") positions, not "
                    + graph.positions());
        }
        int embeddingWidth = config.embeddingWidth();
        int inputWidth = embeddingWidth * shape.contextLength();
        int outputWidth = shape.vocabularySize() * shape.outputPositions();
        SDVariable table = graph.parameter("embed.weight", normal(1), shape.vocabularySize(), embeddingWidth);
        SDVariable window =
                Embedding.tokens(graph, tokens, table, embeddingWidth).reshape(-1, inputWidth);
        SDVariable hidden = linear(graph.child("mlp.0"), window, inputWidth, config.hiddenWidth());
        SDVariable active = graph.graph().nn().relu(hidden, 0);
        return linear(graph.child("mlp.2"), active, config.hiddenWidth(), outputWidth)
                .reshape(-1, shape.outputPositions(), shape.vocabularySize());
    }

    /** Builds x (B, in) W^T + b, both uniform in +-1 / sqrt(in). */
    private static SDVariable linear(GraphScope scope, SDVariable x, int inputWidth, int outputWidth) {
        Initializer initializer = uniform(1 / Math.sqrt(inputWidth));
        SDVariable weight = scope.parameter("weight", initializer, outputWidth, inputWidth);
        SDVariable bias = scope.parameter("bias", initializer, outputWidth);
        return scope.graph().mmul(x, weight, false, true, false).add(bias);
    }
}

package org.transformerbench.models.graph;

import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.block.Embedding;

/** A model of a test, given as a function from tokens to logits. */
record DrawnModel(BiFunction<GraphScope, SDVariable, SDVariable> graph) implements Model<DrawnModel.Nothing> {
    static final int WIDTH = 4;
    static final SequenceShape SHAPE = new SequenceShape(7, 3, 3);

    /** There is nothing to configure. */
    record Nothing() {}

    @Override
    public String id() {
        return "drawn";
    }

    @Override
    public Class<Nothing> configType() {
        return Nothing.class;
    }

    @Override
    public Nothing defaultConfig(SequenceShape shape) {
        return new Nothing();
    }

    @Override
    public SDVariable logits(GraphScope scope, SDVariable tokens, Nothing config) {
        return graph.apply(scope, tokens);
    }

    TrainingSpec<Nothing> spec() {
        return new TrainingSpec<>(
                this, new Nothing(), SHAPE, Targets.EVERY, new AdamW(1e-2, 0.9, 0.999, 1e-8, 0), new SeedStreams(3));
    }

    static SDVariable table(GraphScope scope) {
        return scope.parameter("table", Initializer.normal(0.5), scope.shape().vocabularySize(), WIDTH);
    }

    static SDVariable embedded(GraphScope scope, SDVariable tokens) {
        return Embedding.tokens(scope, tokens, table(scope), WIDTH);
    }

    /** Of hidden states of shape (B, T, D). */
    static SDVariable head(GraphScope scope, SDVariable x) {
        int vocabulary = scope.shape().vocabularySize();
        SDVariable weight = scope.parameter("head", Initializer.normal(0.5), WIDTH, vocabulary);
        return x.reshape(-1, WIDTH).mmul(weight).reshape(-1, scope.positions(), vocabulary);
    }
}

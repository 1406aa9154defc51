package org.transformerbench.models.engine;

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
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.LayerNorm;
import org.transformerbench.models.block.Linear;

/** A model of a test, given as a function from tokens to logits, and parts to build some. */
public record CustomModel(String id, BiFunction<GraphScope, SDVariable, SDVariable> graph)
        implements Model<CustomModel.Nothing> {

    /** There is nothing to configure. */
    public record Nothing() {}

    /** A function of hidden states of some width. */
    public interface Part extends BiFunction<GraphScope, SDVariable, SDVariable> {}

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

    public TrainingSpec<Nothing> spec(SequenceShape shape, Targets targets) {
        return new TrainingSpec<>(
                this, new Nothing(), shape, targets, new AdamW(1e-2, 0.9, 0.99, 1e-3, 0.1), new SeedStreams(7));
    }

    public static Initializer normal() {
        return Initializer.normal(0.3);
    }

    public static SDVariable embedding(GraphScope scope, SDVariable tokens, int width) {
        int vocabulary = scope.shape().vocabularySize();
        SDVariable table = scope.parameter("tokenTable", normal(), vocabulary, width);
        SDVariable positions =
                scope.parameter("positionTable", normal(), scope.shape().contextLength(), width);
        return Embedding.tokens(scope, tokens, table, width).add(Embedding.positions(scope, positions, width));
    }

    public static SDVariable linear(GraphScope scope, SDVariable x, int in, int out) {
        return Linear.inputFirst(scope, x, scope.parameter("w", normal(), in, out), in, out)
                .add(scope.parameter("b", normal(), out));
    }

    public static SDVariable head(GraphScope scope, SDVariable x, int width) {
        return linear(scope.child("head"), x, width, scope.shape().vocabularySize());
    }

    public static SDVariable norm(GraphScope scope, SDVariable x, int width) {
        return LayerNorm.normalise(x, 1e-5)
                .mul(scope.parameter("gain", Initializer.constant(1), width))
                .add(scope.parameter("bias", normal(), width));
    }

    /** A pre-norm block with dropout after both of its branches; its activation is open. */
    public static SDVariable block(
            GraphScope scope, SDVariable x, int width, int heads, double dropout, Part attention, Part activation) {
        int positions = scope.positions();
        SDVariable attended = attention.apply(scope.child("attention"), norm(scope.child("norm1"), x, width));
        SDVariable middle = x.add(scope.dropout(attended, dropout, positions, width));
        GraphScope mlp = scope.child("mlp");
        SDVariable hidden = linear(mlp.child("in"), norm(scope.child("norm2"), middle, width), width, 4 * width);
        SDVariable out = linear(mlp.child("out"), activation.apply(mlp, hidden), 4 * width, width);
        return middle.add(scope.dropout(out, dropout, positions, width));
    }

    public static Part attention(int width, int heads, double dropout) {
        return (scope, x) -> new CausalAttention(heads, width / heads, -1e5, dropout)
                .attend(
                        scope,
                        linear(scope.child("q"), x, width, width),
                        linear(scope.child("k"), x, width, width),
                        linear(scope.child("v"), x, width, width));
    }

    public static Part gelu() {
        return (scope, x) -> Activation.GELU_TANH.apply(x);
    }
}

package org.transformerbench.models.custom;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;

/** A model without configuration. */
public abstract class PlainModel implements Model<PlainModel.Nothing> {
    /** No values. */
    public record Nothing() {}

    private static final Initializer NORMAL = Initializer.normal(0.1);

    private final String id;

    PlainModel(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
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
        return logits(scope, tokens);
    }

    /** Shape (B, T, V). */
    abstract SDVariable logits(GraphScope scope, SDVariable tokens);

    static SDVariable weight(GraphScope scope, String name, long... shape) {
        return scope.parameter(name, NORMAL, shape);
    }

    static SDVariable ones(GraphScope scope, String name, long... shape) {
        return scope.parameter(name, Initializer.constant(1), shape);
    }

    static SDVariable zeros(GraphScope scope, String name, long... shape) {
        return scope.parameter(name, Initializer.constant(0), shape);
    }

    /** x W + b over the rows of x, shape (rows, in). */
    static SDVariable linear(GraphScope scope, String name, SDVariable rows, int in, int out) {
        return rows.mmul(weight(scope, name + ".w", in, out)).add(zeros(scope, name + ".b", out));
    }

    /** Shape (B, T, D). */
    static SDVariable embedding(GraphScope scope, SDVariable tokens, int width) {
        int vocabulary = scope.shape().vocabularySize();
        SDVariable oneHot = scope.graph().oneHot(tokens.reshape(-1), vocabulary, -1, 1, 0, DataType.FLOAT);
        return oneHot.mmul(weight(scope, "embedding", vocabulary, width)).reshape(-1, scope.positions(), width);
    }

    /** Learned positions, shape (1, T, D). */
    static SDVariable positions(GraphScope scope, int width) {
        SDVariable all = weight(scope, "positions", scope.shape().contextLength(), width);
        SDVariable used = scope.graph().slice(all, new int[] {0, 0}, scope.positions(), width);
        return used.reshape(1, scope.positions(), width);
    }
}

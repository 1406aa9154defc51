package org.transformerbench.models.engine;

import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.block;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.gelu;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.norm;
import static org.transformerbench.models.engine.CustomModel.normal;

import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.LayerNorm;

/** Models with operations that have no kernel. */
public final class FallbackModels {
    public static final int WIDTH = 12;
    public static final SequenceShape SHAPE = new SequenceShape(7, 5, 5);

    private FallbackModels() {}

    /** An activation that has no kernel, in the first of two blocks with dropout. */
    public static CustomModel activation() {
        return new CustomModel("activation", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SameDiff sd = scope.graph();
            x = block(
                    scope.child("0"),
                    x,
                    WIDTH,
                    2,
                    0.2,
                    attention(WIDTH, 2, 0.2),
                    (mlp, hidden) -> sd.nn().softplus(hidden));
            return head(scope, block(scope.child("1"), x, WIDTH, 2, 0.2, attention(WIDTH, 2, 0.2), gelu()), WIDTH);
        });
    }

    /** Two operations without kernel one after the other, one of them in a residual branch of its own. */
    public static CustomModel branches() {
        return new CustomModel("branches", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            x = x.add(scope.graph().math().sin(linear(scope.child("wave"), x, WIDTH, WIDTH)));
            x = block(
                    scope.child("0"),
                    x,
                    WIDTH,
                    3,
                    0.1,
                    attention(WIDTH, 3, 0),
                    (mlp, hidden) -> scope.graph().nn().elu(hidden));
            return head(scope, x, WIDTH);
        });
    }

    public static CustomModel batchMean() {
        return new CustomModel("batch-mean", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            x = block(scope.child("0"), x, WIDTH, 2, 0, attention(WIDTH, 2, 0), gelu());
            x = x.sub(x.mean(true, 0));
            return head(scope, norm(scope, x, WIDTH), WIDTH);
        });
    }

    /** A slope per column, and a temperature that is one number. */
    public static CustomModel prelu() {
        return new CustomModel("prelu", (scope, tokens) -> {
            SDVariable x = linear(scope.child("in"), embedding(scope, tokens, WIDTH), WIDTH, 9);
            SameDiff sd = scope.graph();
            SDVariable slope = scope.parameter("slope", normal(), 9);
            SDVariable bent = sd.nn().relu(x, 0).sub(sd.nn().relu(x.neg(), 0).mul(slope));
            SDVariable logits = head(scope, bent, 9);
            return logits.div(scope.parameter("temperature", Initializer.constant(0.7), 1));
        });
    }

    /** A weight that is computed from two parameters. */
    public static CustomModel weightNorm() {
        return new CustomModel("weight-norm", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable direction = scope.parameter("direction", normal(), WIDTH, WIDTH);
            SDVariable length = scope.parameter("length", normal(), WIDTH);
            SDVariable weight = direction.mul(length).div(direction.norm2(0));
            SDVariable y = x.reshape(-1, WIDTH).mmul(weight).reshape(-1, scope.positions(), WIDTH);
            return head(scope, x.add(y), WIDTH);
        });
    }

    /** A bias that is learned for each pair of positions, which causal attention does not have. */
    public static CustomModel biasedAttention() {
        return new CustomModel("biased-attention", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            x = block(scope.child("0"), x, WIDTH, 2, 0.2, FallbackModels::biased, gelu());
            return head(scope, block(scope.child("1"), x, WIDTH, 2, 0, attention(WIDTH, 2, 0), gelu()), WIDTH);
        });
    }

    private static SDVariable biased(GraphScope scope, SDVariable x) {
        int positions = scope.positions();
        SDVariable[] parts = new SDVariable[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = linear(scope.child("part" + i), x, WIDTH, WIDTH)
                    .reshape(-1, positions, 2, WIDTH / 2)
                    .permute(0, 2, 1, 3);
        }
        SDVariable scores = scope.graph().mmul(parts[0], parts[1], false, true, false);
        scores = scores.add(scope.parameter("bias", normal(), 1, 2, positions, positions));
        SDVariable weights = scope.dropout(scope.graph().nn().softmax(scores, 3), 0.2, 2, positions, positions);
        return weights.mmul(parts[2]).permute(0, 2, 1, 3).reshape(-1, positions, WIDTH);
    }

    public static CustomModel beforeLogits() {
        return new CustomModel("before-logits", (scope, tokens) -> {
            SDVariable logits = head(scope, embedding(scope, tokens, WIDTH), WIDTH);
            return scope.graph().math().tanh(logits).mul(5);
        });
    }

    public static CustomModel tokensTwice() {
        return new CustomModel("tokens-twice", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable gate = scope.parameter("gate", normal(), scope.shape().vocabularySize(), WIDTH);
            SDVariable gated = x.mul(Embedding.tokens(scope, tokens, gate, WIDTH));
            SDVariable again = scope.graph()
                    .oneHot(tokens.reshape(-1), scope.shape().vocabularySize(), -1, 2, -1, DataType.FLOAT)
                    .mmul(gate)
                    .reshape(-1, scope.positions(), WIDTH);
            return head(scope, gated.add(again).add(x), WIDTH);
        });
    }

    public static CustomModel normWithoutGain() {
        return new CustomModel("norm-without-gain", (scope, tokens) -> {
            SDVariable x = linear(scope, embedding(scope, tokens, WIDTH), WIDTH, 16);
            return head(scope, LayerNorm.normalise(x, 1e-5).add(x), 16);
        });
    }

    /** One result without kernel that both a kernel and another such operation read, and that is a residual stream. */
    public static CustomModel sharedPart() {
        return new CustomModel("shared-part", (scope, tokens) -> {
            SDVariable x = scope.graph().math().sin(embedding(scope, tokens, WIDTH));
            SDVariable left = linear(scope.child("left"), x, WIDTH, WIDTH);
            SDVariable right = scope.graph().math().cos(x);
            return head(scope, left.add(right).add(x), WIDTH);
        });
    }

    /** Parts of a joint projection that are read by a kernel, by ND4J, and by both. */
    public static CustomModel partsOfProjection() {
        return new CustomModel("parts-of-a-projection", (scope, tokens) -> {
            SDVariable joint = linear(scope, embedding(scope, tokens, WIDTH), WIDTH, 21);
            SDVariable[] parts = scope.graph().split(joint, 3, 2);
            SDVariable soft = scope.graph().nn().softplus(parts[1]);
            SDVariable left = linear(scope.child("left"), parts[0], 7, WIDTH);
            SDVariable right = linear(scope.child("right"), parts[1].add(parts[2]), 7, WIDTH);
            SDVariable last = linear(scope.child("last"), soft, 7, WIDTH);
            return head(scope, left.add(right).add(last), WIDTH);
        });
    }

    /** Rows that go position by position through a kernel. */
    public static CustomModel transposedRows() {
        return new CustomModel("transposed-rows", (scope, tokens) -> {
            int positions = scope.positions();
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable rows = x.permute(1, 0, 2).reshape(-1, WIDTH);
            SDVariable mixed = rows.mmul(scope.parameter("w", normal(), WIDTH, WIDTH));
            SDVariable back = mixed.reshape(positions, -1, WIDTH).permute(1, 0, 2);
            return head(scope, x.add(back), WIDTH);
        });
    }

    /** The rows of all examples in as many parts as there are positions: several variables of one operation that mixes examples. */
    public static CustomModel shuffledRows() {
        return new CustomModel("shuffled-rows", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable[] parts = scope.graph().split(x.reshape(-1, WIDTH), scope.positions(), 0);
            return head(scope, x.add(scope.graph().stack(1, parts)), WIDTH);
        });
    }

    /** A GRU, unrolled: most of its operations have no kernel. */
    public static CustomModel unrolledGru() {
        return new CustomModel("unrolled-gru", (scope, tokens) -> {
            SameDiff sd = scope.graph();
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable update = scope.parameter("update", normal(), 2 * WIDTH, WIDTH);
            SDVariable reset = scope.parameter("reset", normal(), 2 * WIDTH, WIDTH);
            SDVariable candidate = scope.parameter("candidate", normal(), 2 * WIDTH, WIDTH);
            SDVariable[] states = new SDVariable[scope.positions()];
            for (int i = 0; i < states.length; i++) {
                SDVariable input = x.get(SDIndex.all(), SDIndex.point(i), SDIndex.all());
                SDVariable before = i == 0 ? input.mul(0) : states[i - 1];
                SDVariable both = sd.concat(1, input, before);
                SDVariable saved = sd.nn().sigmoid(both.mmul(reset)).mul(before);
                SDVariable next = sd.math().tanh(sd.concat(1, input, saved).mmul(candidate));
                states[i] = before.add(sd.nn().sigmoid(both.mmul(update)).mul(next.sub(before)));
            }
            return head(scope, sd.stack(1, states), WIDTH);
        });
    }
}

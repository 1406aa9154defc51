package org.transformerbench.models.custom;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** Attention without softmax, features elu + 1, softplus in between; 4 layers, D 16, H 4, M 64. Katharopoulos et al., 2020. */
public final class LinearAttention extends PlainModel {
    private static final int LAYERS = 4;
    private static final int WIDTH = 16;
    private static final int HEADS = 4;
    private static final int HEAD_WIDTH = WIDTH / HEADS;
    private static final int HIDDEN = 64;

    /** The model. */
    public LinearAttention() {
        super("linear-attention");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int vocabulary = scope.shape().vocabularySize();
        SDVariable x =
                embedding(scope, tokens, WIDTH).add(positions(scope, WIDTH)).reshape(-1, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            GraphScope block = scope.child("layer" + layer);
            SDVariable queries = sd.nn().elu(heads(block, "query", x)).add(1);
            SDVariable keys = sd.nn().elu(heads(block, "key", x)).add(1);
            SDVariable weights = sd.mmul(queries, keys, false, true, false).mul(seen(scope));
            SDVariable mixed = weights.div(weights.sum(true, 3).add(1e-6)).mmul(heads(block, "value", x));
            SDVariable joined = mixed.permute(0, 2, 1, 3).reshape(-1, WIDTH);
            x = norm(block, "norm1", x.add(linear(block, "output", joined, WIDTH, WIDTH)));
            SDVariable hidden = sd.nn().softplus(linear(block, "in", x, WIDTH, HIDDEN));
            x = norm(block, "norm2", x.add(linear(block, "out", hidden, HIDDEN, WIDTH)));
        }
        return linear(scope, "head", x, WIDTH, vocabulary).reshape(-1, scope.positions(), vocabulary);
    }

    private static SDVariable norm(GraphScope scope, String name, SDVariable x) {
        SDVariable centred = x.sub(x.mean(1).reshape(-1, 1));
        SDVariable variance = centred.mul(centred).mean(1).reshape(-1, 1);
        return centred.div(scope.graph().math().sqrt(variance.add(1e-5))).mul(ones(scope, name, WIDTH));
    }

    /** Shape (B, H, T, K). */
    private static SDVariable heads(GraphScope scope, String name, SDVariable x) {
        return x.mmul(weight(scope, name, WIDTH, WIDTH))
                .reshape(-1, scope.positions(), HEADS, HEAD_WIDTH)
                .permute(0, 2, 1, 3);
    }

    /** 1 where a position sees another one, shape (1, 1, T, T). */
    private static SDVariable seen(GraphScope scope) {
        int positions = scope.positions();
        float[] seen = new float[positions * positions];
        for (int from = 0; from < positions; from++) {
            Arrays.fill(seen, from * positions, from * positions + from + 1, 1);
        }
        return scope.graph().constant(Nd4j.createFromArray(seen).reshape(1, 1, positions, positions));
    }
}

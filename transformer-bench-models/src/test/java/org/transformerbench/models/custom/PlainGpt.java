package org.transformerbench.models.custom;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** A GPT with SameDiff's own layer norm and GELU, and an additive mask; 4 layers, D 16, H 4. */
public final class PlainGpt extends PlainModel {
    private static final int LAYERS = 4;
    private static final int WIDTH = 16;
    private static final int HEADS = 4;
    private static final int HEAD_WIDTH = WIDTH / HEADS;

    /** The model. */
    public PlainGpt() {
        super("plain-gpt");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int vocabulary = scope.shape().vocabularySize();
        SDVariable x =
                embedding(scope, tokens, WIDTH).add(positions(scope, WIDTH)).reshape(-1, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            GraphScope block = scope.child("layer" + layer);
            SDVariable normalised = norm(block, "norm1", x);
            SDVariable queries = heads(block, "query", normalised);
            SDVariable keys = heads(block, "key", normalised);
            SDVariable scores =
                    sd.mmul(queries, keys, false, true, false).div(sd.math().sqrt(sd.constant(HEAD_WIDTH * 1f)));
            SDVariable mixed = sd.nn().softmax(scores.add(mask(scope)), -1).mmul(heads(block, "value", normalised));
            SDVariable joined = mixed.permute(0, 2, 1, 3).reshape(-1, WIDTH);
            x = x.add(linear(block, "output", joined, WIDTH, WIDTH));
            SDVariable hidden = sd.nn().gelu(linear(block, "in", norm(block, "norm2", x), WIDTH, 4 * WIDTH));
            x = x.add(linear(block, "out", hidden, 4 * WIDTH, WIDTH));
        }
        SDVariable logits = linear(scope, "head", norm(scope, "norm", x), WIDTH, vocabulary);
        return logits.reshape(-1, scope.positions(), vocabulary);
    }

    private static SDVariable norm(GraphScope scope, String name, SDVariable x) {
        SDVariable gain = ones(scope, name + ".gain", WIDTH);
        return scope.graph().nn().layerNorm(x, gain, zeros(scope, name + ".bias", WIDTH), true, 1);
    }

    /** Shape (B, H, T, K). */
    private static SDVariable heads(GraphScope scope, String name, SDVariable x) {
        return linear(scope, name, x, WIDTH, WIDTH)
                .reshape(-1, scope.positions(), HEADS, HEAD_WIDTH)
                .permute(0, 2, 1, 3);
    }

    /** 0 where a position sees another one, -1e9 elsewhere; shape (1, 1, T, T). */
    private static SDVariable mask(GraphScope scope) {
        int positions = scope.positions();
        float[] mask = new float[positions * positions];
        for (int from = 0; from < positions; from++) {
            Arrays.fill(mask, from * positions + from + 1, (from + 1) * positions, -1e9f);
        }
        return scope.graph().constant(Nd4j.createFromArray(mask).reshape(1, 1, positions, positions));
    }
}

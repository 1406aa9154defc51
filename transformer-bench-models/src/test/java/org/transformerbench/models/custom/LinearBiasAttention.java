package org.transformerbench.models.custom;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** Attention with linear biases and one key and value head, squared ReLU; 4 layers, D 16, H 4. Press et al., 2022; Shazeer, 2019. */
public final class LinearBiasAttention extends PlainModel {
    private static final int LAYERS = 4;
    private static final int WIDTH = 16;
    private static final int HEADS = 4;
    private static final int HEAD_WIDTH = WIDTH / HEADS;

    /** The model. */
    public LinearBiasAttention() {
        super("linear-bias-attention");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int positions = scope.positions();
        int vocabulary = scope.shape().vocabularySize();
        SDVariable bias = sd.constant(Nd4j.createFromArray(biases(positions)).reshape(1, HEADS, positions, positions));
        SDVariable x = embedding(scope, tokens, WIDTH).reshape(-1, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            GraphScope block = scope.child("layer" + layer);
            SDVariable normalised = norm(block, "norm1", x);
            SDVariable queries = normalised
                    .mmul(weight(block, "query", WIDTH, WIDTH))
                    .reshape(-1, positions, HEADS, HEAD_WIDTH)
                    .permute(0, 2, 1, 3);
            SDVariable keys =
                    normalised.mmul(weight(block, "key", WIDTH, HEAD_WIDTH)).reshape(-1, 1, positions, HEAD_WIDTH);
            SDVariable values =
                    normalised.mmul(weight(block, "value", WIDTH, HEAD_WIDTH)).reshape(-1, 1, positions, HEAD_WIDTH);
            // Repeated for all heads: SameDiff's products do not broadcast.
            SDVariable scores =
                    sd.mmul(queries, repeated(sd, keys), false, true, false).mul(1 / Math.sqrt(HEAD_WIDTH));
            SDVariable mixed = sd.nn().softmax(scores.add(bias), -1).mmul(repeated(sd, values));
            SDVariable joined = mixed.permute(0, 2, 1, 3).reshape(-1, WIDTH);
            x = x.add(joined.mmul(weight(block, "output", WIDTH, WIDTH)));
            SDVariable hidden = sd.nn().relu(norm(block, "norm2", x).mmul(weight(block, "in", WIDTH, 4 * WIDTH)), 0);
            x = x.add(sd.math().square(hidden).mmul(weight(block, "out", 4 * WIDTH, WIDTH)));
        }
        return linear(scope, "head", norm(scope, "norm", x), WIDTH, vocabulary).reshape(-1, positions, vocabulary);
    }

    private static SDVariable norm(GraphScope scope, String name, SDVariable x) {
        return scope.graph().nn().layerNorm(x, ones(scope, name, WIDTH), false, 1);
    }

    private static SDVariable repeated(SameDiff sd, SDVariable x) {
        return sd.concat(1, x, x, x, x);
    }

    /** The further away a key, the lower; later ones are hidden. Shape (H, T, T). */
    private static float[] biases(int positions) {
        float[] biases = new float[HEADS * positions * positions];
        for (int i = 0; i < biases.length; i++) {
            int distance = i / positions % positions - i % positions;
            int head = i / (positions * positions);
            biases[i] = distance < 0 ? -1e9f : (float) (-distance * Math.pow(2, -8.0 * (head + 1) / HEADS));
        }
        return biases;
    }
}

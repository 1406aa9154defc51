package org.transformerbench.models.custom;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** Positions mixed by a learned lower-triangular matrix, gated by SiLU, RMS norms; 4 layers, D 16, M 32. */
public final class CausalMixer extends PlainModel {
    private static final int LAYERS = 4;
    private static final int WIDTH = 16;
    private static final int HIDDEN = 32;

    /** The model. */
    public CausalMixer() {
        super("causal-mixer");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int positions = scope.positions();
        int length = scope.shape().contextLength();
        int vocabulary = scope.shape().vocabularySize();
        SDVariable x = embedding(scope, tokens, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            GraphScope block = scope.child("layer" + layer);
            SDVariable all = weight(block, "mix", length, length);
            SDVariable mix =
                    sd.slice(all, new int[] {0, 0}, positions, positions).mul(triangle(scope));
            // (B D, T) x (T, T): each column of an example is a row.
            SDVariable columns = norm(block, "norm1", x).permute(0, 2, 1).reshape(-1, positions);
            SDVariable mixed = sd.mmul(columns, mix, false, true, false).reshape(-1, WIDTH, positions);
            x = x.add(mixed.permute(0, 2, 1));
            SDVariable rows = norm(block, "norm2", x).reshape(-1, WIDTH);
            SDVariable gate = sd.nn().swish(rows.mmul(weight(block, "gate", WIDTH, HIDDEN)));
            SDVariable hidden = gate.mul(rows.mmul(weight(block, "up", WIDTH, HIDDEN)));
            x = x.add(hidden.mmul(weight(block, "down", HIDDEN, WIDTH)).reshape(-1, positions, WIDTH));
        }
        SDVariable rows = norm(scope, "norm", x).reshape(-1, WIDTH);
        return linear(scope, "head", rows, WIDTH, vocabulary).reshape(-1, positions, vocabulary);
    }

    private static SDVariable norm(GraphScope scope, String name, SDVariable x) {
        SDVariable inverse = x.mul(x).mean(true, 2).add(1e-6).pow(-0.5);
        return x.mul(inverse).mul(ones(scope, name, WIDTH));
    }

    private static SDVariable triangle(GraphScope scope) {
        int positions = scope.positions();
        float[] triangle = new float[positions * positions];
        for (int to = 0; to < positions; to++) {
            Arrays.fill(triangle, to * positions, to * positions + to + 1, 1);
        }
        return scope.graph().constant(Nd4j.createFromArray(triangle).reshape(positions, positions));
    }
}

package org.transformerbench.models.custom;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** LLaMA: RMS norm, rotary positions, gated SiLU, no biases; 4 layers, D 16, H 4, M 48. */
public final class Llama extends PlainModel {
    private static final int LAYERS = 4;
    private static final int WIDTH = 16;
    private static final int HEADS = 4;
    private static final int HEAD_WIDTH = WIDTH / HEADS;
    private static final int HIDDEN = 48;

    /** The model. */
    public Llama() {
        super("llama");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int vocabulary = scope.shape().vocabularySize();
        SDVariable x = embedding(scope, tokens, WIDTH).reshape(-1, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            GraphScope block = scope.child("layer" + layer);
            SDVariable normalised = norm(block, "norm1", x);
            SDVariable queries = rotated(scope, heads(block, "query", normalised));
            SDVariable keys = rotated(scope, heads(block, "key", normalised));
            SDVariable scores = sd.mmul(queries, keys, false, true, false).div(Math.sqrt(HEAD_WIDTH));
            SDVariable mixed = sd.nn().softmax(scores.add(mask(scope)), -1).mmul(heads(block, "value", normalised));
            SDVariable joined = mixed.permute(0, 2, 1, 3).reshape(-1, WIDTH);
            x = x.add(joined.mmul(weight(block, "output", WIDTH, WIDTH)));
            SDVariable second = norm(block, "norm2", x);
            SDVariable gate = sd.nn().swish(second.mmul(weight(block, "gate", WIDTH, HIDDEN)));
            SDVariable hidden = gate.mul(second.mmul(weight(block, "up", WIDTH, HIDDEN)));
            x = x.add(hidden.mmul(weight(block, "down", HIDDEN, WIDTH)));
        }
        SDVariable logits = norm(scope, "norm", x).mmul(weight(scope, "head", WIDTH, vocabulary));
        return logits.reshape(-1, scope.positions(), vocabulary);
    }

    private static SDVariable norm(GraphScope scope, String name, SDVariable x) {
        SDVariable root =
                scope.graph().math().sqrt(x.mul(x).mean(1).reshape(-1, 1).add(1e-6));
        return x.div(root).mul(ones(scope, name, WIDTH));
    }

    /** Shape (B, H, T, K). */
    private static SDVariable heads(GraphScope scope, String name, SDVariable x) {
        return x.mmul(weight(scope, name, WIDTH, WIDTH))
                .reshape(-1, scope.positions(), HEADS, HEAD_WIDTH)
                .permute(0, 2, 1, 3);
    }

    /** x cos + (the halves of x exchanged, one negated) sin. */
    private static SDVariable rotated(GraphScope scope, SDVariable x) {
        SDIndex all = SDIndex.all();
        SDVariable first = x.get(all, all, all, SDIndex.interval(0, HEAD_WIDTH / 2));
        SDVariable second = x.get(all, all, all, SDIndex.interval(HEAD_WIDTH / 2, HEAD_WIDTH));
        SDVariable turned = scope.graph().concat(3, second.neg(), first);
        return x.mul(angles(scope, 0)).add(turned.mul(angles(scope, -Math.PI / 2)));
    }

    /** The cosines of the angles plus a phase. */
    private static SDVariable angles(GraphScope scope, double phase) {
        float[] values = new float[scope.positions() * HEAD_WIDTH];
        for (int i = 0; i < values.length; i++) {
            int pair = i % HEAD_WIDTH % (HEAD_WIDTH / 2);
            double angle = i / HEAD_WIDTH / Math.pow(10_000, 2.0 * pair / HEAD_WIDTH);
            values[i] = (float) Math.cos(angle + phase);
        }
        return scope.graph().constant(Nd4j.createFromArray(values).reshape(1, 1, scope.positions(), HEAD_WIDTH));
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

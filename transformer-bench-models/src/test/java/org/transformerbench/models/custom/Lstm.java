package org.transformerbench.models.custom;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.api.GraphScope;

/** A long short-term memory, unrolled; E 16, H 24. */
public final class Lstm extends PlainModel {
    private static final int WIDTH = 16;
    private static final int HIDDEN = 24;

    /** The model. */
    public Lstm() {
        super("lstm");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        SDVariable[] x = sd.unstack(embedding(scope, tokens, WIDTH), 1, scope.positions());
        SDVariable recurrent = weight(scope, "recurrent", HIDDEN, 4 * HIDDEN);
        SDVariable input = weight(scope, "input", WIDTH, 4 * HIDDEN);
        SDVariable bias = zeros(scope, "bias", 4 * HIDDEN);
        SDVariable h = null;
        SDVariable cell = null;
        SDVariable[] states = new SDVariable[x.length];
        for (int t = 0; t < x.length; t++) {
            SDVariable gates = x[t].mmul(input).add(bias);
            gates = h == null ? gates : gates.add(h.mmul(recurrent));
            SDVariable[] parts = sd.split(gates, 4, 1);
            SDVariable fresh = sd.nn().sigmoid(parts[0]).mul(sd.math().tanh(parts[1]));
            cell = cell == null
                    ? fresh
                    : cell.mul(sd.nn().sigmoid(parts[2].add(1))).add(fresh);
            h = sd.nn().sigmoid(parts[3]).mul(sd.math().tanh(cell));
            states[t] = h;
        }
        int vocabulary = scope.shape().vocabularySize();
        SDVariable logits = linear(scope, "head", sd.concat(1, states).reshape(-1, HIDDEN), HIDDEN, vocabulary);
        SDVariable unused = recurrent.sum().mul(x.length == 1 ? 1e-30 : 0);
        return logits.add(unused).reshape(-1, scope.positions(), vocabulary);
    }
}

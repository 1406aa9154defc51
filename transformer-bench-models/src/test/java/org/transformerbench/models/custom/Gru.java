package org.transformerbench.models.custom;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** A gated recurrent unit, unrolled, the reset after the product as in PyTorch; E 16, H 32. */
public final class Gru extends PlainModel {
    private static final int WIDTH = 16;
    private static final int HIDDEN = 32;

    /** The model. */
    public Gru() {
        super("gru");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        SDVariable x = embedding(scope, tokens, WIDTH);
        SDVariable inputWeight = weight(scope, "input.w", WIDTH, 3 * HIDDEN);
        SDVariable inputBias = weight(scope, "input.b", 3 * HIDDEN);
        SDVariable hiddenWeight = weight(scope, "hidden.w", HIDDEN, 3 * HIDDEN);
        SDVariable hiddenBias = weight(scope, "hidden.b", 3 * HIDDEN);
        SDVariable[] inputs = sd.unstack(x, 1, scope.positions());
        SDVariable h = inputs[0].mmul(sd.constant(Nd4j.zeros(DataType.FLOAT, WIDTH, HIDDEN)));
        SDVariable[] states = new SDVariable[scope.positions()];
        for (int t = 0; t < states.length; t++) {
            SDVariable[] in = sd.split(inputs[t].mmul(inputWeight).add(inputBias), 3, 1);
            SDVariable[] back = sd.split(h.mmul(hiddenWeight).add(hiddenBias), 3, 1);
            SDVariable reset = sd.nn().sigmoid(in[0].add(back[0]));
            SDVariable update = sd.nn().sigmoid(in[1].add(back[1]));
            SDVariable fresh = sd.math().tanh(in[2].add(reset.mul(back[2])));
            h = fresh.add(update.mul(h.sub(fresh)));
            states[t] = h;
        }
        int vocabulary = scope.shape().vocabularySize();
        SDVariable all = sd.stack(1, states).reshape(-1, HIDDEN);
        return linear(scope, "head", all, HIDDEN, vocabulary).reshape(-1, scope.positions(), vocabulary);
    }
}

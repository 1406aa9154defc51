package org.transformerbench.models.custom;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/** The mean of what came before, and a small network; D 16, M 32. */
public final class BagOfWords extends PlainModel {
    private static final int WIDTH = 16;
    private static final int HIDDEN = 32;

    /** The model. */
    public BagOfWords() {
        super("bag-of-words");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int positions = scope.positions();
        int vocabulary = scope.shape().vocabularySize();
        float[] counts = new float[positions];
        for (int i = 0; i < positions; i++) {
            counts[i] = i + 1;
        }
        SDVariable number = sd.constant(Nd4j.createFromArray(counts).reshape(1, positions, 1));
        SDVariable mean =
                sd.cumsum(embedding(scope, tokens, WIDTH), false, false, 1).div(number);
        SDVariable hidden = sd.math().tanh(linear(scope, "in", mean.reshape(-1, WIDTH), WIDTH, HIDDEN));
        return linear(scope, "head", hidden, HIDDEN, vocabulary).reshape(-1, positions, vocabulary);
    }
}

package org.transformerbench.models.custom;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.transformerbench.api.GraphScope;

/** A dilated causal convolution, gated by tanh and sigmoid; 4 layers, D 32. Van den Oord et al., "WaveNet", 2016. */
public final class DilatedConvolution extends PlainModel {
    private static final int LAYERS = 4;
    private static final int WIDTH = 32;

    /** The model. */
    public DilatedConvolution() {
        super("dilated-convolution");
    }

    @Override
    SDVariable logits(GraphScope scope, SDVariable tokens) {
        SameDiff sd = scope.graph();
        int vocabulary = scope.shape().vocabularySize();
        SDVariable x = embedding(scope, tokens, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            GraphScope block = scope.child("layer" + layer);
            SDVariable filter = convolved(block, "filter", x, 1 << layer);
            SDVariable gate = convolved(block, "gate", x, 1 << layer);
            SDVariable gated = sd.math().tanh(filter).mul(sd.nn().sigmoid(gate));
            SDVariable mixed = linear(block, "out", gated.reshape(-1, WIDTH), WIDTH, WIDTH);
            x = x.add(mixed.reshape(-1, scope.positions(), WIDTH));
        }
        SDVariable rows = sd.nn().relu(x, 0).reshape(-1, WIDTH);
        return linear(scope, "head", rows, WIDTH, vocabulary).reshape(-1, scope.positions(), vocabulary);
    }

    /** Of two positions, this one and one further back. */
    private static SDVariable convolved(GraphScope scope, String name, SDVariable x, int dilation) {
        Conv1DConfig config = Conv1DConfig.builder()
                .k(2)
                .d(dilation)
                .dataFormat("NWC")
                .paddingMode(PaddingMode.CAUSAL)
                .build();
        return scope.graph()
                .cnn()
                .conv1d(x, weight(scope, name + ".w", 2, WIDTH, WIDTH), zeros(scope, name + ".b", WIDTH), config);
    }
}

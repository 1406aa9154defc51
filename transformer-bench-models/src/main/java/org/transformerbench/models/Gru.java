package org.transformerbench.models;

import static org.transformerbench.api.Initializer.normal;
import static org.transformerbench.api.Initializer.uniform;

import org.nd4j.autodiff.samediff.NameScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.Linear;

/**
 * A network of gated recurrent units, unrolled over the context: an embedding, layers as PyTorch's {@code nn.GRU} has them (names,
 * order of the gates, reset after the product), and a linear head. Initialised with PyTorch's defaults. Sources: Cho et al.,
 * "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation", 2014; pytorch/pytorch, {@code
 * torch/nn/modules/rnn.py}.
 */
public final class Gru implements Model<GruConfig> {
    /** Reset, update and new state, in this order. */
    private static final int GATES = 3;

    /** Creates the model for service discovery. */
    public Gru() {}

    @Override
    public String id() {
        return "gru";
    }

    @Override
    public Class<GruConfig> configType() {
        return GruConfig.class;
    }

    @Override
    public GruConfig defaultConfig(SequenceShape shape) {
        return GruConfig.defaultFor(shape);
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, GruConfig config) {
        int vocabularySize = graph.shape().vocabularySize();
        int embeddingWidth = config.embeddingWidth();
        int hiddenWidth = config.hiddenWidth();
        SDVariable table = graph.parameter("embed.weight", normal(1), vocabularySize, embeddingWidth);
        SDVariable x = Embedding.tokens(graph, tokens, table, embeddingWidth);
        GraphScope rnn = graph.child("rnn");
        for (int layer = 0; layer < config.layers(); layer++) {
            x = layer(rnn, "_l" + layer, x, layer == 0 ? embeddingWidth : hiddenWidth, hiddenWidth);
        }
        Initializer initializer = initializer(hiddenWidth);
        SDVariable head = graph.parameter("head.weight", initializer, vocabularySize, hiddenWidth);
        SDVariable bias = graph.parameter("head.bias", initializer, vocabularySize);
        return Linear.outputFirst(graph, x, head, hiddenWidth, vocabularySize).add(bias);
    }

    /** Builds a layer: x (B, T, in) gives its states (B, T, H), from a state of zeros on. */
    private static SDVariable layer(GraphScope rnn, String suffix, SDVariable x, int inputWidth, int hiddenWidth) {
        SameDiff sd = rnn.graph();
        Initializer initializer = initializer(hiddenWidth);
        int gates = GATES * hiddenWidth;
        SDVariable inputWeight = rnn.parameter("weight_ih" + suffix, initializer, gates, inputWidth);
        SDVariable hiddenWeight = rnn.parameter("weight_hh" + suffix, initializer, gates, hiddenWidth);
        SDVariable inputBias = rnn.parameter("bias_ih" + suffix, initializer, gates);
        SDVariable hiddenBias = rnn.parameter("bias_hh" + suffix, initializer, gates);

        // What does not depend on the state is one product for all positions.
        SDVariable allInputs =
                Linear.outputFirst(rnn, x, inputWeight, inputWidth, gates).add(inputBias);
        SDVariable[] inputs = sd.unstack(allInputs, 1, rnn.positions()); // T times (B, 3 H)
        SDVariable state = sd.split(inputs[0], GATES, 1)[0].mul(0);
        SDVariable[] states = new SDVariable[inputs.length];
        for (int t = 0; t < states.length; t++) {
            // SameDiff finds a free name by counting from 1: in one scope that would take the square of the number of
            // steps.
            NameScope step = sd.withNameScope("step" + t + suffix);
            try (step) {
                SDVariable recurrent =
                        sd.mmul(state, hiddenWeight, false, true, false).add(hiddenBias);
                state = unit(sd, inputs[t], recurrent, state);
            }
            states[t] = state;
        }
        return sd.stack(1, states);
    }

    /**
     * Builds one step: r = sigmoid(input_r + recurrent_r), z = sigmoid(input_z + recurrent_z), n = tanh(input_n + r recurrent_n),
     * and (1 - z) n + z state.
     */
    private static SDVariable unit(SameDiff sd, SDVariable inputs, SDVariable recurrent, SDVariable state) {
        SDVariable[] input = sd.split(inputs, GATES, 1); // (B, H) each
        SDVariable[] back = sd.split(recurrent, GATES, 1);
        SDVariable reset = sd.nn().sigmoid(input[0].add(back[0]));
        SDVariable update = sd.nn().sigmoid(input[1].add(back[1]));
        SDVariable fresh = sd.math().tanh(input[2].add(reset.mul(back[2])));
        return fresh.add(update.mul(state.sub(fresh)));
    }

    /** Returns PyTorch's default, uniform in +-1 / sqrt(H), for recurrent layers and for a linear layer that reads H numbers. */
    private static Initializer initializer(int hiddenWidth) {
        return uniform(1 / Math.sqrt(hiddenWidth));
    }
}

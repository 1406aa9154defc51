package org.transformerbench.models.pytorch;

/**
 * The weights of an embedding, PyTorch's {@code nn.GRU} and a linear head. Only the first layer reads embeddings; no shape tells the
 * context length.
 */
final class GruScheme {
    private static final String GATES = "3*hiddenWidth";

    private GruScheme() {}

    static WeightScheme scheme() {
        return WeightScheme.of("gru")
                .weight("embed.weight", "vocabularySize", "embeddingWidth")
                .weight("rnn.weight_ih_l0", GATES, "embeddingWidth")
                .weight("rnn.weight_ih_l{layer}", GATES, "hiddenWidth")
                .weight("rnn.weight_hh_l{layer}", GATES, "hiddenWidth")
                .weight("rnn.bias_ih_l{layer}", GATES)
                .weight("rnn.bias_hh_l{layer}", GATES)
                .weight("head.weight", "vocabularySize", "hiddenWidth")
                .weight("head.bias", "vocabularySize")
                .build();
    }
}

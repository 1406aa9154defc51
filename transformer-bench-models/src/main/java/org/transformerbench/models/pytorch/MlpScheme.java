package org.transformerbench.models.pytorch;

/** The weights of the multi-layer perceptron: an embedding, and a {@code Sequential} of Linear, ReLU and Linear. */
final class MlpScheme {
    private MlpScheme() {}

    static WeightScheme scheme() {
        return WeightScheme.of("mlp")
                .weight("embed.weight", "vocabularySize", "embeddingWidth")
                .weight("mlp.0.weight", "hiddenWidth", "embeddingWidth*contextLength")
                .weight("mlp.0.bias", "hiddenWidth")
                .weight("mlp.2.weight", "vocabularySize*outputPositions", "hiddenWidth")
                .weight("mlp.2.bias", "vocabularySize*outputPositions")
                .build();
    }
}

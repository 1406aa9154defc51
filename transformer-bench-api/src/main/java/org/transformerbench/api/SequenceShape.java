package org.transformerbench.api;

import org.transformerbench.api.config.Require;

/**
 * The sizes that a model has to know about the data.
 *
 * @param vocabularySize V, the number of distinct tokens; at least 2
 * @param contextLength the largest T that the model accepts; at least 1
 * @param outputPositions O, the number of positions that have logits: the context length for a model that predicts
 *     every position, else the number of tokens that it predicts at once; at least 1
 */
public record SequenceShape(int vocabularySize, int contextLength, int outputPositions) {

    public SequenceShape {
        Require.atLeast("vocabularySize", vocabularySize, 2);
        Require.atLeast("contextLength", contextLength, 1);
        Require.atLeast("outputPositions", outputPositions, 1);
    }

    /**
     * Returns the shape for a model with these predictions.
     *
     * @param vocabularySize V
     * @param contextLength the largest T
     * @param predicts {@link Targets#EVERY} for one output position per input position, {@link Targets#LAST} for one
     * @return the shape
     */
    public static SequenceShape of(int vocabularySize, int contextLength, Targets predicts) {
        return new SequenceShape(vocabularySize, contextLength, predicts == Targets.EVERY ? contextLength : 1);
    }

    /**
     * Checks that a vocabulary is that of the data.
     *
     * @param vocabulary the tokens
     * @throws org.transformerbench.api.config.ConfigException if it has another number of symbols than V
     */
    public void requireSymbols(Vocabulary vocabulary) {
        int symbols = vocabulary.size();
        Require.that(
                symbols == vocabularySize,
                "vocabulary",
                symbols + " symbols",
                "must have as many symbols as the shape says: %d",
                vocabularySize);
    }
}

package org.transformerbench.api.training;

/**
 * A consumer of single predictions, for metrics beside loss and accuracy, such as a confusion matrix. It gets each scored target of
 * an evaluation once, in the order of the examples: those that count and do not come before the {@linkplain
 * org.transformerbench.api.ExampleSet#firstScoredTarget first scored one}.
 */
@FunctionalInterface
public interface PredictionConsumer {

    /**
     * Takes a prediction.
     *
     * @param example index of the example in its set
     * @param output index of the target in the example
     * @param predicted the token that the model holds for the most likely one
     * @param target the correct token
     */
    void accept(long example, int output, int predicted, int target);
}

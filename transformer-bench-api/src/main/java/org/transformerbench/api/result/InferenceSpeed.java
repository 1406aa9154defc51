package org.transformerbench.api.result;

import java.util.Optional;

/**
 * The speed at which a trained model answers, with the threads that it was trained with.
 *
 * @param answerTokens tokens of the answer that is timed: a whole answer, or a piece of text
 * @param answerMicros time of one answer, token by token, each from the whole window; microseconds
 * @param cachedAnswerMicros the same with kept keys and values; empty where the trainer or the model has no cache, and where
 *     examples are padded on the left: there every token moves on by one position with each token of the answer, so that
 *     nothing that was computed for it holds any longer
 * @param batchSize examples that go through the model at once
 * @param batchMicros time of the logits of the next token of each example of such a batch; microseconds
 * @param examplesPerSecond of such batches, from the median
 */
public record InferenceSpeed(
        int answerTokens,
        Percentiles answerMicros,
        Optional<Percentiles> cachedAnswerMicros,
        int batchSize,
        Percentiles batchMicros,
        double examplesPerSecond) {}

package org.transformerbench.api.result;

import java.util.Optional;

/**
 * How fast a trained model answers.
 *
 * @param answerTokens tokens of the answer that is timed: a whole answer, or a piece of text
 * @param answerMicros time of one answer, token by token, each from the whole window; microseconds
 * @param cachedAnswerMicros the same with kept keys and values; empty where the trainer or the model has no cache
 * @param batchSize examples that go through the model at once
 * @param batchMicros time of the logits of such a batch; microseconds
 * @param examplesPerSecond of such batches, from the median
 */
public record InferenceSpeed(
        int answerTokens,
        Percentiles answerMicros,
        Optional<Percentiles> cachedAnswerMicros,
        int batchSize,
        Percentiles batchMicros,
        double examplesPerSecond) {}

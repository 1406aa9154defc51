package org.transformerbench.api.statistics;

import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.RunResult;

/** Runs without any metrics but those that a test sets. */
final class Runs {
    private Runs() {}

    static SampleRun of(String model) {
        return SampleRun.of(model).withoutMetrics().learningRate(1e-3);
    }

    static RunResult of(String model, double learningRate, long seed, double validationLoss, double exact) {
        return of(model)
                .learningRate(learningRate)
                .seed(seed)
                .exactMatch(exact)
                .validationLoss(validationLoss)
                .result();
    }
}

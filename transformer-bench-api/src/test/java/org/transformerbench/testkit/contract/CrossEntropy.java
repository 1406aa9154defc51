package org.transformerbench.testkit.contract;

import org.transformerbench.api.Batch;

/** The cross-entropy loss by its formula, in double precision. */
final class CrossEntropy {
    private CrossEntropy() {}

    /** Computes the mean of log(sum(exp(row))) - row[target] over all rows whose target counts. */
    static double mean(float[] logits, int[] targets, int vocabulary) {
        double sum = 0;
        int counted = 0;
        for (int row = 0; row < targets.length; row++) {
            if (targets[row] == Batch.IGNORED) {
                continue;
            }
            int offset = row * vocabulary;
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < vocabulary; i++) {
                largest = Math.max(largest, logits[offset + i]);
            }
            double total = 0;
            for (int i = 0; i < vocabulary; i++) {
                total += Math.exp(logits[offset + i] - largest);
            }
            sum += Math.log(total) + largest - logits[offset + targets[row]];
            counted++;
        }
        return sum / counted;
    }
}

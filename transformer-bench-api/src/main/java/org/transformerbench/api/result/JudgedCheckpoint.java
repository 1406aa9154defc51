package org.transformerbench.api.result;

import org.transformerbench.api.config.Require;

/**
 * The checkpoint of a run that was chosen on validation data, is what is left of the run, and is judged on test data.
 *
 * @param step after which it was taken; at least 1
 * @param criterion by which it is the best, as a phrase: {@code "validation exact match"}, with the loss deciding between equal ones, or
 *     {@code "validation loss"}
 */
public record JudgedCheckpoint(long step, String criterion) {
    public JudgedCheckpoint {
        Require.atLeast("step", step, 1);
        Require.given("criterion", criterion);
    }
}

package org.transformerbench.api.result;

import java.util.Optional;

/**
 * One evaluation.
 *
 * @param step after this many steps
 * @param trainingSeconds after this much training time
 * @param train the training batch of this step, with dropout, before the update
 * @param validation the validation data; empty if there is none
 * @param test the test data; empty if there is none
 */
public record CurvePoint(
        long step, double trainingSeconds, Metrics train, Optional<Metrics> validation, Optional<Metrics> test) {}

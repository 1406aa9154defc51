package org.transformerbench.api.result;

import java.util.Optional;

/**
 * One evaluation on the curve of a run.
 *
 * @param step after this many steps
 * @param trainingSeconds after this much training time
 * @param train the training batch of this step, with dropout, before the update
 * @param validation the validation data without slices; empty if there is none, or the protocol keeps none apart
 * @param test the test data without slices; empty if the protocol reads it at the end only
 */
public record CurvePoint(
        long step, double trainingSeconds, Metrics train, Optional<Metrics> validation, Optional<Metrics> test) {}

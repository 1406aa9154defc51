package org.transformerbench.api.statistics;

import java.util.Optional;

/**
 * The time until runs reached an accuracy, on the data that may end a run.
 *
 * @param accuracy the target
 * @param reached how many runs reached it
 * @param runs how many there were
 * @param steps until the first evaluation at or above it, over the runs that reached it; empty if none did
 * @param seconds of training until then; empty if none did
 */
public record TimeToTarget(
        double accuracy, int reached, int runs, Optional<Estimate> steps, Optional<Estimate> seconds) {}

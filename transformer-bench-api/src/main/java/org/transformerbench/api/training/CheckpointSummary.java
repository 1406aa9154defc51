package org.transformerbench.api.training;

/**
 * A summary of a checkpoint: all but its parameters and moments.
 *
 * @param run what it belongs to
 * @param steps that the run had made
 * @param place where it is, as a phrase; a path if it is a file
 */
public record CheckpointSummary(RunDescription run, long steps, String place) {}

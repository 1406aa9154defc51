package org.transformerbench.api.training;

/**
 * A checkpoint without its parameters.
 *
 * @param run what it belongs to
 * @param steps that the run had made
 * @param place where it is, as a phrase; a path if it is a file
 */
public record KeptCheckpoint(RunDescription run, long steps, String place) {}

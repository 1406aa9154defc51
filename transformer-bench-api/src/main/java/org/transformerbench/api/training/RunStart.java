package org.transformerbench.api.training;

import org.transformerbench.api.run.RunSpec;

/**
 * The start of a run, before its first step.
 *
 * @param spec all that determines the run
 * @param parameters the number of trainable values
 * @param run the number of this run, from 1
 * @param runs how many runs there will be
 */
public record RunStart(RunSpec spec, long parameters, int run, int runs) {}

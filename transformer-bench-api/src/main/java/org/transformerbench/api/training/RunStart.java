package org.transformerbench.api.training;

/**
 * A run is about to take its first step.
 *
 * @param task the task's id
 * @param model the model's id
 * @param trainer the trainer's id
 * @param learningRate of this run
 * @param seed of this run
 * @param parameters the number of trainable values
 * @param run the number of this run, from 1
 * @param runs how many runs there will be
 */
public record RunStart(
        String task,
        String model,
        String trainer,
        double learningRate,
        long seed,
        long parameters,
        int run,
        int runs) {}

package org.transformerbench.models.engine;

import java.util.List;
import java.util.Optional;

/**
 * How a model was lowered.
 *
 * @param model the model's id
 * @param kernels the set of kernels
 * @param fallback why the graph is left to SameDiff; empty if it was lowered
 * @param steps in the order of the forward pass; empty after a fallback
 * @param examplesPerSlice how many examples go through the steps at once
 */
public record GraphDescription(
        String model, String kernels, Optional<String> fallback, List<StepDescription> steps, int examplesPerSlice) {

    /**
     * One step.
     *
     * @param kernel what computes it, and its sizes
     * @param arithmetic multiplications and additions per example in the forward pass
     * @param bytes of activations that it leaves per example, and of what it keeps for the backward pass
     */
    public record StepDescription(String kernel, long arithmetic, long bytes) {}

    /**
     * The work of one training example, where a product's backward pass takes twice its forward pass.
     *
     * @return multiplications and additions, forward and backward
     */
    public long trainingArithmetic() {
        return withBackward(inferenceArithmetic());
    }

    static long withBackward(long forward) {
        return 3 * forward;
    }

    /**
     * The work of the forward pass.
     *
     * @return multiplications and additions per example
     */
    public long inferenceArithmetic() {
        return steps.stream().mapToLong(StepDescription::arithmetic).sum();
    }
}

package org.transformerbench.models.kernel;

import org.transformerbench.api.AdamW;

/**
 * The constants of one AdamW step.
 *
 * @param decay 1 - learning rate x weight decay
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param rate learning rate / (1 - beta1^t)
 * @param inverseRootCorrection 1 / sqrt(1 - beta2^t)
 * @param epsilon added to the corrected root
 */
public record AdamWFactors(
        float decay, float beta1, float beta2, float rate, float inverseRootCorrection, float epsilon) {

    /**
     * For a step.
     *
     * @param config the optimizer's values
     * @param learningRate of this step
     * @param step t, from 1
     * @return the constants
     */
    public static AdamWFactors of(AdamW config, double learningRate, long step) {
        return new AdamWFactors(
                (float) (1 - learningRate * config.weightDecay()),
                (float) config.beta1(),
                (float) config.beta2(),
                (float) (learningRate / (1 - Math.pow(config.beta1(), step))),
                (float) (1 / Math.sqrt(1 - Math.pow(config.beta2(), step))),
                (float) config.epsilon());
    }

    /**
     * Removes the weight decay.
     *
     * @return the same constants for parameters that do not shrink
     */
    public AdamWFactors withoutDecay() {
        return new AdamWFactors(1, beta1, beta2, rate, inverseRootCorrection, epsilon);
    }
}

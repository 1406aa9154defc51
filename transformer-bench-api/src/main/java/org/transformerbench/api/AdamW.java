package org.transformerbench.api;

import java.util.OptionalDouble;
import org.transformerbench.api.config.Require;

/**
 * AdamW as PyTorch defines it, applied to every parameter at step t = 1, 2, ... with gradient g:
 * <pre class="formula">
 * p = p (1 - learningRate weightDecay)
 * m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g g
 * p = p - learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019; pytorch/pytorch,
 * {@code torch/optim/adamw.py}.
 *
 * @param learningRate the configured step size; above 0. A {@linkplain TrainingSession#step step} is told its own
 * @param beta1 decay of the first moment; in [0, 1)
 * @param beta2 decay of the second moment; in [0, 1)
 * @param epsilon added to the root of the bias-corrected second moment; above 0
 * @param weightDecay share of a parameter that a step removes, times the learning rate; at least 0
 * @param weightDecayOn the parameters that shrink; for others the first line of the formula is left out, as for those of a PyTorch
 *     parameter group with {@code weight_decay=0}
 * @param maxGradientNorm above this global norm (the root of the sum of all squares) the gradient is scaled down to it, see
 *     {@link #gradientFactor}; above 0, empty for never
 */
public record AdamW(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        DecayedParameters weightDecayOn,
        OptionalDouble maxGradientNorm) {

    public AdamW {
        Require.positive("learningRate", learningRate);
        Require.within("beta1", beta1, 0, 1);
        Require.within("beta2", beta2, 0, 1);
        Require.positive("epsilon", epsilon);
        Require.notNegative("weightDecay", weightDecay);
        Require.given("weightDecayOn", weightDecayOn);
        maxGradientNorm.ifPresent(norm -> Require.positive("maxGradientNorm", norm));
    }

    /**
     * Creates a configuration whose weight decay falls on all parameters.
     *
     * @param learningRate above 0
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon above 0
     * @param weightDecay at least 0
     * @param maxGradientNorm above 0, empty for no limit
     */
    public AdamW(
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            OptionalDouble maxGradientNorm) {
        this(learningRate, beta1, beta2, epsilon, weightDecay, DecayedParameters.ALL, maxGradientNorm);
    }

    /**
     * Creates a configuration without gradient clipping, whose weight decay falls on all parameters.
     *
     * @param learningRate above 0
     * @param beta1 in [0, 1)
     * @param beta2 in [0, 1)
     * @param epsilon above 0
     * @param weightDecay at least 0
     */
    public AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        this(learningRate, beta1, beta2, epsilon, weightDecay, OptionalDouble.empty());
    }

    /**
     * Returns the share of the weight decay that falls on a parameter.
     *
     * @param shape of the parameter
     * @return {@link #weightDecay()}, or 0 for a parameter that does not shrink
     */
    public double weightDecay(long[] shape) {
        return weightDecayOn.contains(shape) ? weightDecay : 0;
    }

    /**
     * Returns the factor that limits a gradient, as PyTorch's {@code clip_grad_norm_} defines it: min(1, limit / (norm + 1e-6)).
     *
     * @param squares the sum of the squares of all its elements
     * @return 1 where nothing is to be done, also if the sum is not finite
     */
    public double gradientFactor(double squares) {
        double norm = Math.sqrt(squares);
        return maxGradientNorm.isPresent() && Double.isFinite(norm)
                ? Math.min(1, maxGradientNorm.getAsDouble() / (norm + 1e-6))
                : 1;
    }
}

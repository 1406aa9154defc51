package org.transformerbench.models.kernel;

/** Losses with their gradients; see the package's invariants. */
public interface LossKernels {

    /**
     * Softmax cross-entropy of each row: dx = scale (softmax(x) - one-hot of the target), zero beyond the width. A row whose target is
     * {@link org.transformerbench.api.Batch#IGNORED} has a gradient of zero and no part in the sums, whatever its logits are.
     *
     * @param x logits, shape (rows, width)
     * @param dx receives the gradient, shape (rows, width)
     * @param targets the right columns, or IGNORED
     * @param firstTarget index of the first row's target
     * @param rows any number
     * @param width the true number of columns
     * @param scale of the gradient
     * @param sums the first element grows by the losses, in nats, which are not finite if a row has a NaN or an infinity as its
     *     largest logit; the second by the number of rows whose largest logit, the first of equals, is the target's
     */
    void crossEntropy(
            float[] x, float[] dx, int[] targets, int firstTarget, int rows, int width, float scale, double[] sums);
}

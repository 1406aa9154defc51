package org.transformerbench.models.compiler.rows;

import org.transformerbench.models.compiler.batch.LossSums;

/** The loss at the end of a program: softmax cross-entropy of each row of logits. */
final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * Adds up loss and correct predictions of the workspace's micro-batch and replaces the logits' gradient by (softmax -
     * one-hot) x scale.
     */
    static void apply(Workspace work, Value logits, int[] targets, float scale, LossSums sums) {
        // Row by row from the sum before, so that its last bits do not depend on where micro-batches end.
        double[] lossAndRight = {sums.loss(), 0};
        work.kernels()
                .losses()
                .crossEntropy(
                        work.activation(logits),
                        work.gradient(logits),
                        targets,
                        work.firstExample() * logits.rows(),
                        work.rows(logits),
                        logits.width(),
                        scale,
                        lossAndRight);
        sums.continueTo(lossAndRight[0], (long) lossAndRight[1]);
    }
}

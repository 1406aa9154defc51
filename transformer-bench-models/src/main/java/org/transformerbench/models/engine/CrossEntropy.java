package org.transformerbench.models.engine;

import org.transformerbench.models.kernel.Kernels;

/** The loss at the end of a program: softmax cross-entropy of each row of logits. */
final class CrossEntropy {
    private CrossEntropy() {}

    /** What a slice or a group found. */
    static final class Sums {
        /** As {@link Kernels#crossEntropy} adds to them. */
        private final double[] lossAndRight = new double[2];

        static Sums of(double loss, long right) {
            Sums sums = new Sums();
            sums.lossAndRight[0] = loss;
            sums.lossAndRight[1] = right;
            return sums;
        }

        double loss() {
            return lossAndRight[0];
        }

        long right() {
            return (long) lossAndRight[1];
        }

        void add(Sums other) {
            lossAndRight[0] += other.lossAndRight[0];
            lossAndRight[1] += other.lossAndRight[1];
        }
    }

    /**
     * Sums up loss and right predictions of the workspace's slice and turns the logits' gradient into
     * (softmax - one-hot) x scale.
     */
    static void apply(Workspace work, Value logits, int[] targets, float scale, Sums sums) {
        work.kernels()
                .crossEntropy(
                        work.activation(logits),
                        work.gradient(logits),
                        targets,
                        work.firstExample() * logits.rows(),
                        work.rows(logits),
                        logits.width(),
                        scale,
                        sums.lossAndRight);
    }
}

package org.transformerbench.models.engine;

/** The loss at the end of a program: softmax cross-entropy of each row of logits. */
final class CrossEntropy {
    private CrossEntropy() {}

    /** What a slice or a group found. */
    static final class Sums {
        private double loss;
        private long right;

        double loss() {
            return loss;
        }

        long right() {
            return right;
        }

        void add(Sums other) {
            loss += other.loss;
            right += other.right;
        }
    }

    /**
     * Sums up loss and right predictions of the workspace's slice and turns the logits' gradient into
     * (softmax - one-hot) x scale.
     */
    static void apply(Workspace work, Value logits, int[] targets, float scale, Sums sums) {
        float[] x = work.activation(logits);
        float[] dx = work.gradient(logits);
        int vocabulary = logits.width();
        int firstTarget = work.firstExample() * logits.rows();
        for (int row = 0; row < work.rows(logits); row++) {
            int from = row * logits.stride();
            int target = targets[firstTarget + row];
            int best = 0;
            for (int i = 1; i < vocabulary; i++) {
                best = x[from + i] > x[from + best] ? i : best;
            }
            float largest = x[from + best];
            double sum = 0;
            for (int i = 0; i < vocabulary; i++) {
                float e = (float) Math.exp(x[from + i] - largest);
                dx[from + i] = e;
                sum += e;
            }
            float factor = (float) (scale / sum);
            for (int i = 0; i < vocabulary; i++) {
                dx[from + i] *= factor;
            }
            dx[from + target] -= scale;
            sums.loss += Math.log(sum) + largest - x[from + target];
            sums.right += best == target ? 1 : 0;
        }
    }
}

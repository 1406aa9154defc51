package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import org.transformerbench.api.Batch;

/**
 * An instruction that computes the softmax cross-entropy of each row of logits and its gradient, scale (softmax - one-hot of the
 * target). Lanes without an example of their own, and rows whose target does not count, have no part in it.
 */
public final class LossInstruction implements Instruction {
    private static final float SMALL = 1e-30f;

    private final Operand logits;
    private final Operand gradient;
    private final int[] rows;
    private final int width;
    private final int step;

    /**
     * Creates the instruction.
     *
     * @param logits shape (O, V)
     * @param gradient row-major, of the same shape
     */
    public LossInstruction(Operand logits, Operand gradient) {
        this.logits = logits;
        this.gradient = gradient;
        this.width = logits.view().dims()[2];
        this.step = logits.view().strides()[2];
        this.rows = logits.view().slice(2, 0, 1, 1).elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] x = logits.data(work);
        float[] dx = gradient.data(work);
        int lanes = work.lanes();
        for (int row = 0; row < rows.length; row++) {
            int to = row * width * lanes;
            work.kernels().norms().softmax(x, rows[row], step, dx, to, lanes, width, lanes);
            for (int lane = 0; lane < work.examples(); lane++) {
                int target = target(work, lane, row);
                if (target != Batch.IGNORED) {
                    judge(work, x, rows[row] + lane, target, dx[to + target * lanes + lane]);
                }
            }
            scale(work, dx, to, row);
        }
    }

    private int target(LaneWorkspace work, int lane, int row) {
        return work.targets()[(work.first() + lane) * rows.length + row];
    }

    private void judge(LaneWorkspace work, float[] x, int from, int target, float probability) {
        float largest = x[from];
        int winner = 0;
        for (int i = 1; i < width; i++) {
            if (x[from + i * step] > largest) {
                largest = x[from + i * step];
                winner = i;
            }
        }
        double loss = probability > SMALL ? -Math.log(probability) : loss(x, from, target, largest);
        work.loss().add(loss, winner == target ? 1 : 0);
    }

    /** Returns the loss where the probability has no digits left, or is not a number. */
    private double loss(float[] x, int from, int target, float largest) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += Math.exp(x[from + i * step] - largest);
        }
        return Math.log(sum) - (x[from + target * step] - largest);
    }

    private void scale(LaneWorkspace work, float[] dx, int to, int row) {
        int lanes = work.lanes();
        for (int i = 0; i < width * lanes; i++) {
            dx[to + i] *= work.lossScale();
        }
        for (int lane = 0; lane < work.examples(); lane++) {
            int target = target(work, lane, row);
            if (target != Batch.IGNORED) {
                dx[to + target * lanes + lane] -= work.lossScale();
            } else {
                for (int i = 0; i < width; i++) {
                    dx[to + i * lanes + lane] = 0;
                }
            }
        }
        if (work.examples() < lanes) {
            for (int i = 0; i < width; i++) {
                Arrays.fill(dx, to + i * lanes + work.examples(), to + (i + 1) * lanes, 0);
            }
        }
    }
}

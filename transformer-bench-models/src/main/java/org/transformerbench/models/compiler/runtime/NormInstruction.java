package org.transformerbench.models.compiler.runtime;

import org.transformerbench.models.compiler.op.fused.Norm;

/** An instruction that normalises along the last dimension, or computes the gradient of that; see {@link Norm}. */
public final class NormInstruction implements Instruction {
    private final Norm norm;
    private final Operand input;
    private final Operand upstream;
    private final Operand output;
    private final boolean isForward;
    private final int[] rows;
    private final int[] upstreamRows;
    private final int width;
    private final int step;
    private final int upstreamStep;

    private NormInstruction(Norm norm, Operand input, Operand upstream, Operand output, boolean isForward) {
        this.isForward = isForward;
        this.norm = norm;
        this.input = input;
        this.upstream = upstream;
        this.output = output;
        int axis = input.view().rank() - 1;
        this.width = input.view().dims()[axis];
        this.step = input.view().strides()[axis];
        this.rows = input.view().slice(axis, 0, 1, 1).elements();
        this.upstreamStep = upstream.view().strides()[axis];
        this.upstreamRows = upstream.view().slice(axis, 0, 1, 1).elements();
    }

    /**
     * Creates the instruction of a norm.
     *
     * @param norm what is done
     * @param input the numbers
     * @param output row-major
     * @return the instruction
     */
    public static Instruction forward(Norm norm, Operand input, Operand output) {
        return new NormInstruction(norm, input, input, output, true);
    }

    /**
     * Creates the instruction of a norm's gradient.
     *
     * @param norm what was done
     * @param input the numbers
     * @param upstream the gradient of the result
     * @param output row-major
     * @return the instruction
     */
    public static Instruction backward(Norm norm, Operand input, Operand upstream, Operand output) {
        return new NormInstruction(norm, input, upstream, output, false);
    }

    @Override
    public void run(LaneWorkspace work) {
        if (isForward) {
            forward(work);
        } else {
            backward(work);
        }
    }

    private void forward(LaneWorkspace work) {
        float[] x = input.data(work);
        float[] y = output.data(work);
        int lanes = work.lanes();
        for (int row = 0; row < rows.length; row++) {
            int to = row * width * lanes;
            work.kernels().norms().norm(norm.centred(), norm.epsilon(), x, rows[row], step, y, to, width, lanes);
        }
    }

    private void backward(LaneWorkspace work) {
        float[] x = input.data(work);
        float[] g = upstream.data(work);
        float[] y = output.data(work);
        int lanes = work.lanes();
        for (int row = 0; row < rows.length; row++) {
            int to = row * width * lanes;
            work.kernels()
                    .norms()
                    .normGradient(
                            norm.centred(),
                            norm.epsilon(),
                            x,
                            rows[row],
                            step,
                            g,
                            upstreamRows[row],
                            upstreamStep,
                            y,
                            to,
                            width,
                            lanes);
        }
    }
}

package org.transformerbench.models.compiler.runtime;

/**
 * An instruction that computes the softmax along the last dimension; see {@link org.transformerbench.models.compiler.op.Softmax}.
 */
public final class SoftmaxInstruction implements Instruction {
    private final Operand input;
    private final Operand output;
    private final int[] rows;
    private final int width;
    private final int step;

    /**
     * Creates the instruction.
     *
     * @param input the numbers
     * @param output row-major
     */
    public SoftmaxInstruction(Operand input, Operand output) {
        this.input = input;
        this.output = output;
        int axis = input.view().rank() - 1;
        this.width = input.view().dims()[axis];
        this.step = input.view().strides()[axis];
        this.rows = input.view().slice(axis, 0, 1, 1).elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] x = input.data(work);
        float[] y = output.data(work);
        int lanes = work.lanes();
        for (int row = 0; row < rows.length; row++) {
            work.kernels().norms().softmax(x, rows[row], step, y, row * width * lanes, lanes, width, lanes);
        }
    }
}

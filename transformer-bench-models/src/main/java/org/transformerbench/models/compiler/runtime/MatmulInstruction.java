package org.transformerbench.models.compiler.runtime;

/** An instruction that multiplies matrices of which each example has its own. */
public final class MatmulInstruction implements Instruction {
    private final Operand left;
    private final Operand right;
    private final Operand output;
    private final int[] lefts;
    private final int[] rights;
    private final int[] outputs;
    private final int rows;
    private final int inner;
    private final int columns;

    /**
     * Creates the instruction.
     *
     * @param left shape (..., m, k)
     * @param right shape (..., k, n)
     * @param output shape (..., m, n), row-major
     */
    public MatmulInstruction(Operand left, Operand right, Operand output) {
        this.rows = MatmulOperands.rows(output.view());
        this.columns = MatmulOperands.columns(output.view());
        this.inner = MatmulOperands.columns(left.view());
        this.left = left.with(MatmulOperands.broadcast(left.view(), output.view(), rows, inner));
        this.right = right.with(MatmulOperands.broadcast(right.view(), output.view(), inner, columns));
        this.output = output;
        this.lefts = MatmulOperands.matrices(this.left.view());
        this.rights = MatmulOperands.matrices(this.right.view());
        this.outputs = MatmulOperands.matrices(output.view());
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] a = left.data(work);
        float[] b = right.data(work);
        float[] c = output.data(work);
        for (int i = 0; i < outputs.length; i++) {
            work.kernels()
                    .products()
                    .product(
                            MatmulOperands.strides(a, left.view(), lefts[i]),
                            MatmulOperands.strides(b, right.view(), rights[i]),
                            MatmulOperands.strides(c, output.view(), outputs[i]),
                            rows,
                            inner,
                            columns,
                            work.lanes());
        }
    }
}

package org.transformerbench.models.compiler.runtime;

/** An instruction that multiplies matrices of which each example has its own. */
public final class ProductInstruction implements Instruction {
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
    public ProductInstruction(Operand left, Operand right, Operand output) {
        this.rows = Products.rows(output.view());
        this.columns = Products.columns(output.view());
        this.inner = Products.columns(left.view());
        this.left = left.with(Products.broadcast(left.view(), output.view(), rows, inner));
        this.right = right.with(Products.broadcast(right.view(), output.view(), inner, columns));
        this.output = output;
        this.lefts = Products.matrices(this.left.view());
        this.rights = Products.matrices(this.right.view());
        this.outputs = Products.matrices(output.view());
    }

    @Override
    public void run(Frame frame) {
        float[] a = left.data(frame);
        float[] b = right.data(frame);
        float[] c = output.data(frame);
        for (int i = 0; i < outputs.length; i++) {
            frame.kernels()
                    .product(
                            Products.strides(a, left.view(), lefts[i]),
                            Products.strides(b, right.view(), rights[i]),
                            Products.strides(c, output.view(), outputs[i]),
                            rows,
                            inner,
                            columns,
                            frame.lanes());
        }
    }
}

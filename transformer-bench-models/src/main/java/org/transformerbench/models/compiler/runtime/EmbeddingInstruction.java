package org.transformerbench.models.compiler.runtime;

/** An instruction that looks up rows of a shared table; see {@link org.transformerbench.models.compiler.op.fused.Embedding}. */
public final class EmbeddingInstruction implements Instruction {
    private final Operand numbers;
    private final Operand table;
    private final Operand output;
    private final int[] elements;

    /**
     * Creates the instruction.
     *
     * @param numbers of rows
     * @param table shape (V, D), shared
     * @param output row-major, with a last dimension of size D
     */
    public EmbeddingInstruction(Operand numbers, Operand table, Operand output) {
        this.numbers = numbers;
        this.table = table;
        this.output = output;
        this.elements = numbers.view().elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        int lanes = work.lanes();
        float[] x = numbers.data(work);
        float[] y = output.data(work);
        float[] rows = table.data(work);
        int count = table.view().dims()[1];
        int width = table.view().dims()[2];
        int down = table.view().strides()[1];
        int right = table.view().strides()[2];
        for (int i = 0; i < elements.length; i++) {
            int to = i * width * lanes;
            for (int lane = 0; lane < lanes; lane++) {
                int number = (int) x[elements[i] + lane];
                boolean known = number >= 0 && number < count;
                int from = table.view().offset() + number * down;
                for (int column = 0; column < width; column++) {
                    y[to + column * lanes + lane] = known ? rows[from + column * right] : 0;
                }
            }
        }
    }
}

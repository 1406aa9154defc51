package org.transformerbench.models.compiler.runtime;

/** An instruction that adds up all examples of a micro-batch; see {@link org.transformerbench.models.compiler.op.BatchSum}. */
public final class LaneSumInstruction implements Instruction {
    private final Operand input;
    private final int sum;
    private final int[] elements;

    /**
     * Creates the instruction.
     *
     * @param input the values
     * @param sum index of the array that is added to, row-major
     */
    public LaneSumInstruction(Operand input, int sum) {
        this.input = input;
        this.sum = sum;
        this.elements = input.view().elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        work.kernels().reductions().laneSums(input.data(work), elements, work.sum(sum), work.lanes());
    }
}

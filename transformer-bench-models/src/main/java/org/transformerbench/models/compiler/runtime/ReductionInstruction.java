package org.transformerbench.models.compiler.runtime;

import java.util.List;

/** An instruction that computes the sum or the maximum along some dimensions. */
public final class ReductionInstruction implements Instruction {
    private final Operand input;
    private final Operand output;
    private final boolean largest;
    /** Offset of each group of elements that are reduced to one. */
    private final int[] groups;
    /** Offsets of a group's elements from its beginning. */
    private final int[] members;

    /**
     * Creates the instruction.
     *
     * @param input the elements
     * @param output row-major, of size 1 along the dimensions that are reduced
     * @param axes these dimensions, the batch not counted
     * @param largest whether to find the largest
     */
    public ReductionInstruction(Operand input, Operand output, List<Integer> axes, boolean largest) {
        this.input = input;
        this.output = output;
        this.largest = largest;
        View first = input.view();
        View one = input.view();
        for (int axis = 1; axis < one.rank(); axis++) {
            if (axes.contains(axis - 1)) {
                first = first.slice(axis, 0, 1, 1);
            } else {
                one = one.slice(axis, 0, 1, 1);
            }
        }
        this.groups = first.elements();
        this.members = new View(one.data(), 0, one.dims(), one.strides()).elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] x = input.data(work);
        float[] y = output.data(work);
        int lanes = work.lanes();
        for (int i = 0; i < groups.length; i++) {
            if (largest) {
                work.kernels().reductions().largest(x, groups[i], members, y, i * lanes, lanes);
            } else {
                work.kernels().reductions().sum(x, groups[i], members, y, i * lanes, lanes);
            }
        }
    }
}

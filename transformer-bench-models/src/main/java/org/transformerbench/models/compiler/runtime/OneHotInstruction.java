package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;

/** An instruction that writes one-hot rows; see {@link org.transformerbench.models.compiler.op.OneHot}. */
public final class OneHotInstruction implements Instruction {
    private final Operand input;
    private final Operand output;
    private final int depth;
    private final int[] elements;

    /**
     * Creates the instruction.
     *
     * @param input places
     * @param output row-major, with a last dimension of size depth
     * @param depth V
     */
    public OneHotInstruction(Operand input, Operand output, int depth) {
        this.input = input;
        this.output = output;
        this.depth = depth;
        this.elements = input.view().elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        int lanes = work.lanes();
        float[] x = input.data(work);
        float[] y = output.data(work);
        Arrays.fill(y, 0, elements.length * depth * lanes, 0);
        for (int i = 0; i < elements.length; i++) {
            for (int lane = 0; lane < lanes; lane++) {
                int place = (int) x[elements[i] + lane];
                if (place >= 0 && place < depth) {
                    y[(i * depth + place) * lanes + lane] = 1;
                }
            }
        }
    }
}

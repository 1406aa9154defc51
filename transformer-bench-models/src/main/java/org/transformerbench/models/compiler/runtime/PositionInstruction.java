package org.transformerbench.models.compiler.runtime;

/**
 * An instruction that writes the position of each row of a decoder in its text.
 *
 * @param output shape (1) per row
 */
public record PositionInstruction(Operand output) implements Instruction {

    @Override
    public void run(LaneWorkspace work) {
        float[] y = output.data(work);
        for (int lane = 0; lane < work.lanes(); lane++) {
            y[lane] = work.rows().position(work.example(lane));
        }
    }
}

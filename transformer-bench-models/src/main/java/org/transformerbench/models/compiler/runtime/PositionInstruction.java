package org.transformerbench.models.compiler.runtime;

/**
 * An instruction that writes the position of each row of a decoder in its text.
 *
 * @param output shape (1) per row
 */
public record PositionInstruction(Operand output) implements Instruction {

    @Override
    public void run(Frame frame) {
        float[] y = output.data(frame);
        for (int lane = 0; lane < frame.lanes(); lane++) {
            y[lane] = frame.rows().position(frame.example(lane));
        }
    }
}

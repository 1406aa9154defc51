package org.transformerbench.models.compiler.runtime;

/**
 * Says where in its text each row of a decoder lies.
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

package org.transformerbench.models.compiler.runtime;

/**
 * An instruction that reads the tokens of a micro-batch.
 *
 * @param output shape (T) per example
 * @param positions T
 */
public record TokenInstruction(Operand output, int positions) implements Instruction {

    @Override
    public void run(Frame frame) {
        float[] y = output.data(frame);
        for (int position = 0; position < positions; position++) {
            for (int lane = 0; lane < frame.lanes(); lane++) {
                y[position * frame.lanes() + lane] = frame.tokens()[frame.example(lane) * positions + position];
            }
        }
    }
}

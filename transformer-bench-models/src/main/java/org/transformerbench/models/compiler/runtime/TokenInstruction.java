package org.transformerbench.models.compiler.runtime;

/**
 * An instruction that reads the tokens of a micro-batch.
 *
 * @param output shape (T) per example
 * @param positions T
 */
public record TokenInstruction(Operand output, int positions) implements Instruction {

    @Override
    public void run(LaneWorkspace work) {
        float[] y = output.data(work);
        for (int position = 0; position < positions; position++) {
            for (int lane = 0; lane < work.lanes(); lane++) {
                y[position * work.lanes() + lane] = work.tokens()[work.example(lane) * positions + position];
            }
        }
    }
}

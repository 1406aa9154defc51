package org.transformerbench.models.compiler.runtime;

import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.Kernels;

/**
 * An instruction that draws a dropout mask, the same as {@link DropoutSite#mask}.
 *
 * @param output of the mask's shape
 * @param site where it is in the model
 */
public record MaskInstruction(Operand output, DropoutSite site) implements Instruction {

    @Override
    public void run(Frame frame) {
        long key = DropoutMask.key(frame.seeds(), site.placeholder(), frame.step());
        float[] y = output.data(frame);
        long[] shape = site.shapePerExample();
        int width = Math.toIntExact(shape[shape.length - 1]);
        int rows = output.view().size() / frame.lanes() / width;
        int stride = Kernels.stride(width);
        for (int lane = 0; lane < frame.lanes(); lane++) {
            int example = frame.example(lane) * rows;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width; column++) {
                    y[(row * width + column) * frame.lanes() + lane] =
                            DropoutMask.factor(key, (example + row) * stride + column, (float) site.rate());
                }
            }
        }
    }
}

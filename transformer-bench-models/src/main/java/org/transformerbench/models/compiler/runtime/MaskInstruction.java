package org.transformerbench.models.compiler.runtime;

import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.Kernels;

/**
 * An instruction that draws a dropout mask, see {@link DropoutMask}.
 *
 * @param output of the mask's shape
 * @param site where it is in the model
 */
public record MaskInstruction(Operand output, DropoutSite site) implements Instruction {

    @Override
    public void run(LaneWorkspace work) {
        long key = DropoutMask.key(work.seeds(), site.placeholder(), work.step());
        float[] y = output.data(work);
        long[] shape = site.shapePerExample();
        int width = Math.toIntExact(shape[shape.length - 1]);
        int rows = output.view().size() / work.lanes() / width;
        int stride = Kernels.stride(width);
        for (int lane = 0; lane < work.lanes(); lane++) {
            int example = work.example(lane) * rows;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width; column++) {
                    y[(row * width + column) * work.lanes() + lane] =
                            DropoutMask.factor(key, (example + row) * stride + column, (float) site.rate());
                }
            }
        }
    }
}

package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;

/**
 * A graph as instructions on slices of a batch, with what is computed before all slices and after them. It has no values and no
 * seeds: any number of engines may run it at once.
 *
 * @param lanes how many examples a slice has
 * @param early what depends on no example
 * @param instructions run on each slice, in order
 * @param bufferSizes floats of each buffer of a worker
 * @param sums what is added up over all slices: the index of each is that of its array
 * @param late what depends on sums
 * @param logits where the logits of a slice are, shape (O, V)
 * @param lines what the instructions compute, for people, in the same order
 * @param gradients the gradient of each parameter, among the late values; empty for a program that computes logits only
 */
public record SliceProgram(
        int lanes,
        SharedPlan early,
        List<Instruction> instructions,
        int[] bufferSizes,
        List<Node> sums,
        SharedPlan late,
        Operand logits,
        List<Line> lines,
        Map<String, Node> gradients) {

    /**
     * An instruction.
     *
     * @param kernel what it does, and its sizes
     * @param variables those of SameDiff that it computes, its results last
     * @param flops multiplications and additions of products, per example
     * @param floats that it leaves in buffers, per example
     * @param forward whether the logits depend on it
     */
    public record Line(String kernel, List<String> variables, long flops, long floats, boolean forward) {}

    /**
     * The memory of a worker.
     *
     * @return bytes of all its buffers
     */
    public long bufferBytes() {
        return Arrays.stream(bufferSizes).asLongStream().sum() * Float.BYTES;
    }
}

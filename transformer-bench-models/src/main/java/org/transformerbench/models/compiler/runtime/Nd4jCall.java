package org.transformerbench.models.compiler.runtime;

import java.util.List;
import org.transformerbench.models.compiler.op.Region;

/**
 * A call of ND4J between two segments: a part of the graph, or the gradients of a part.
 *
 * @param region the operations
 * @param inputs where its inputs are: in a buffer that is saved for the whole batch, or shared by all examples
 * @param result where the result of the part is, its outputs one after the other; for gradients, the gradient of the result
 * @param gradients which of the inputs' gradients are computed; empty for the part itself
 */
public record Nd4jCall(Region region, List<Operand> inputs, Operand result, List<Gradient> gradients) {

    /**
     * The destination of a gradient.
     *
     * @param input index of the input
     * @param sum index of the sum that it is, for an input that all examples share; -1 for others
     * @param place of each example's own gradient, for other inputs; null for one that all examples share
     */
    public record Gradient(int input, int sum, Operand place) {}

    public Nd4jCall {
        inputs = List.copyOf(inputs);
        gradients = List.copyOf(gradients);
    }
}

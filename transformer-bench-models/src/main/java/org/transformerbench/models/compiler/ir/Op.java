package org.transformerbench.models.compiler.ir;

import java.util.List;
import org.transformerbench.models.compiler.runtime.View;

/**
 * An operation, which defines the shape of its result, its gradient, and how it is computed. Operations are records, so that two
 * with the same attributes are equal, and know nothing of the graph that they stand in.
 */
public interface Op {

    /**
     * Returns the name in listings.
     *
     * @return the simple name of the class by default, its first letter small
     */
    default String name() {
        String simple = getClass().getSimpleName();
        return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
    }

    /**
     * Infers the shape of the result.
     *
     * @param inputs shapes of the operands
     * @return the shape
     * @throws ShapeException if the operands do not fit
     */
    Shape infer(List<Shape> inputs);

    /**
     * Adds the gradients of the operands as nodes. A gradient may have been broadcast: whoever asks adds up what is too much.
     *
     * @param node the node of this operation
     * @param upstream the gradient of its result, of the same shape
     * @param builder makes nodes
     * @param gradients receives a gradient for each operand that has one
     */
    void gradient(Node node, Node upstream, Builder builder, Gradients gradients);

    /**
     * Computes the result.
     *
     * @param inputs the operands; the first dimension is the batch, with one example where they are not batched
     * @param output overwritten
     */
    void evaluate(List<View> inputs, View output);
}

package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;

/** An element-wise function of one operand. */
public interface Unary extends Elementwise {

    /**
     * Computes a range of elements.
     *
     * @param x the operand
     * @param from index of the first element
     * @param y receives the results
     * @param to index of the first result
     * @param count how many
     */
    void apply(float[] x, int from, float[] y, int to, int count);

    /**
     * Returns the derivative at each element.
     *
     * @param x the operand
     * @param y the result
     * @param make makes nodes
     * @return of the operand's shape, or broadcast to it
     */
    Node derivative(Node x, Node y, Expressions make);

    @Override
    default void apply(float[][] x, int[] at, float[] y, int yAt, int count) {
        apply(x[0], at[0], y, yAt, count);
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Expressions make = new Expressions(builder);
        gradients.add(0, make.multiply(upstream, derivative(node.input(0), node, make)));
    }
}

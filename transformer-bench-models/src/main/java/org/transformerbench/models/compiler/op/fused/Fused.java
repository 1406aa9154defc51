package org.transformerbench.models.compiler.op.fused;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.autodiff.Differentiation;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Sliceable;
import org.transformerbench.models.compiler.runtime.Interpreter;
import org.transformerbench.models.compiler.runtime.View;

/**
 * An operation that is composed of others and faster as one. The composition is what it means: shape, gradient and numbers follow
 * from it, unless the operation has something better.
 */
public interface Fused extends Sliceable {

    /**
     * Returns the composition.
     *
     * @param inputs the operands
     * @param make makes nodes
     * @return the same value, of simpler operations
     */
    Node decompose(List<Node> inputs, Expressions make);

    /**
     * Returns the shape of the largest value that its composition makes and no kernel does without.
     *
     * @param inputs shapes of the operands
     * @return that of the result by default
     * @throws org.transformerbench.models.compiler.ir.ShapeException if the operands do not fit
     */
    default Shape largestValue(List<Shape> inputs) {
        return infer(inputs);
    }

    /**
     * Returns whether interleaved micro-batches have an instruction for it; if not, it is decomposed for them.
     *
     * @return false by default
     */
    default boolean hasInstruction() {
        return false;
    }

    @Override
    default List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return List.of();
    }

    @Override
    default Shape infer(List<Shape> inputs) {
        Builder builder = new Builder();
        return decompose(placeholders(inputs, builder), new Expressions(builder))
                .shape();
    }

    @Override
    default void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        Node composed = decompose(node.inputs(), new Expressions(builder));
        List<Optional<Node>> found = Differentiation.gradients(composed, upstream, node.inputs(), builder);
        for (int i = 0; i < found.size(); i++) {
            int input = i;
            // One that stands twice among the operands has one gradient.
            if (node.inputs().indexOf(node.input(i)) == i) {
                found.get(i).ifPresent(gradient -> gradients.add(input, gradient));
            }
        }
    }

    @Override
    default void evaluate(List<View> inputs, View output) {
        Builder builder = new Builder();
        List<Shape> shapes = inputs.stream().map(Fused::shape).toList();
        List<Node> placeholders = placeholders(shapes, builder);
        Node composed = decompose(placeholders, new Expressions(builder));
        Map<Node, View> values = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(placeholders.get(i), inputs.get(i));
        }
        Interpreter.run(new Graph(List.of(composed)), values, output);
    }

    private static List<Node> placeholders(List<Shape> shapes, Builder builder) {
        List<Node> placeholders = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            placeholders.add(builder.node(new Placeholder("operand " + i, shapes.get(i))));
        }
        return placeholders;
    }

    /** Returns the shape with a leading dimension, possibly of size 1. */
    private static Shape shape(View view) {
        List<Integer> dims = new ArrayList<>();
        for (int i = 1; i < view.rank(); i++) {
            dims.add(view.dims()[i]);
        }
        return new Shape(view.dims()[0] > 1, dims);
    }
}

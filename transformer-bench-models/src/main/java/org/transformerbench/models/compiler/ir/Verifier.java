package org.transformerbench.models.compiler.ir;

import java.util.List;

/** A check of the invariants that all passes rely on. */
public final class Verifier {
    private Verifier() {}

    /**
     * Checks a graph.
     *
     * @param graph the graph
     * @param pass what made it, for the message
     * @throws IllegalStateException if the operands of a node do not fit its operation, its shape is not the one that the
     *     operation infers, or its number is not above those of its operands
     */
    public static void verify(Graph graph, String pass) {
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(input -> input.id() >= node.id())) {
                throw new IllegalStateException(
                        "After " + pass + ": " + named(node) + " must have a number above those of its operands");
            }
            List<Shape> shapes = node.inputs().stream().map(Node::shape).toList();
            Shape inferred;
            try {
                inferred = node.op().infer(shapes);
            } catch (ShapeException e) {
                throw new IllegalStateException("After " + pass + ": " + named(node) + ": " + e.getMessage(), e);
            }
            if (!inferred.equals(node.shape())) {
                throw new IllegalStateException("After " + pass + ": " + named(node) + " must have the shape "
                        + inferred + " by its operands " + shapes);
            }
        }
    }

    private static String named(Node node) {
        return node.origin().isEmpty() ? node.toString() : node + " (" + node.origin() + ")";
    }
}

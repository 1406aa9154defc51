package org.transformerbench.models.compiler.ir;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds a graph against the rules that all passes rely on. */
public final class Verifier {
    private Verifier() {}

    /**
     * Checks a graph.
     *
     * @param graph the graph
     * @param pass what made it, for the message
     * @throws IllegalStateException if a node comes before its operands, or its shape is not the one that its operation infers
     */
    public static void verify(Graph graph, String pass) {
        Set<Node> before = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (!before.containsAll(node.inputs())) {
                throw new IllegalStateException("After " + pass + ": " + node + " comes before its operands");
            }
            List<Shape> shapes = node.inputs().stream().map(Node::shape).toList();
            Shape inferred = node.op().infer(shapes);
            if (!inferred.equals(node.shape())) {
                throw new IllegalStateException("After " + pass + ": " + node + " must have the shape " + inferred
                        + " by its operands " + shapes);
            }
            before.add(node);
        }
    }
}

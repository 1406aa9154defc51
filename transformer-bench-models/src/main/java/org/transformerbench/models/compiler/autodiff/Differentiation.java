package org.transformerbench.models.compiler.autodiff;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * Reverse-mode differentiation. The gradients are nodes like any others, which later passes rewrite and fuse as they do the
 * forward pass.
 */
public final class Differentiation {
    private Differentiation() {}

    /**
     * Adds the gradients of a value.
     *
     * @param output the value
     * @param upstream its own gradient, of the same shape
     * @param of what to differentiate by
     * @param builder made all of them
     * @return for each of these its gradient, of its shape; empty for one that the value does not depend on, or only through
     *     operations without gradient
     */
    public static List<Optional<Node>> gradients(Node output, Node upstream, List<Node> of, Builder builder) {
        List<Node> nodes = new Graph(List.of(output)).nodes();
        Set<Node> relevant = dependents(nodes, of);
        Map<Node, Node> gradients = new HashMap<>();
        if (relevant.contains(output)) {
            gradients.put(output, upstream);
        }
        Expressions make = new Expressions(builder);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            Node gradient = gradients.get(node);
            if (gradient == null || node.inputs().isEmpty()) {
                continue;
            }
            builder.making(node.origin(), () -> {
                node.op().gradient(node, gradient, builder, (index, part) -> {
                    Node input = node.input(index);
                    if (relevant.contains(input)) {
                        gradients.merge(input, make.sumTo(part, input.shape()), make::add);
                    }
                });
                return node;
            });
        }
        return of.stream().map(gradients::get).map(Optional::ofNullable).toList();
    }

    /** What depends on one of some values. */
    private static Set<Node> dependents(List<Node> nodes, List<Node> of) {
        Set<Node> found = new HashSet<>(of);
        for (Node node : nodes) {
            if (node.inputs().stream().anyMatch(found::contains)) {
                found.add(node);
            }
        }
        return found;
    }
}

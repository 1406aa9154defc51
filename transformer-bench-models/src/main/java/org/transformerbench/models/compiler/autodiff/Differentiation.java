package org.transformerbench.models.compiler.autodiff;

import java.util.ArrayList;
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
    /** Number of terms up to which a sum becomes one instruction where its terms are made one after the other. */
    private static final int FEW = 8;

    private Differentiation() {}

    /**
     * Adds the gradients of a value to the graph.
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
        Map<Node, List<Node>> parts = new HashMap<>();
        if (relevant.contains(output)) {
            parts.put(output, List.of(upstream));
        }
        Expressions make = new Expressions(builder);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (!parts.containsKey(node)) {
                continue;
            }
            builder.withOrigin(node.origin(), () -> {
                Node gradient = sum(parts.get(node), make);
                gradients.put(node, gradient);
                node.op().gradient(node, gradient, builder, (index, part) -> {
                    Node input = node.input(index);
                    if (relevant.contains(input)) {
                        parts.computeIfAbsent(input, first -> new ArrayList<>()).add(make.sumTo(part, input.shape()));
                    }
                });
                return gradient;
            });
        }
        return of.stream().map(gradients::get).map(Optional::ofNullable).toList();
    }

    /**
     * Returns the sum of the gradients of a value that is read several times. Many parts, as of a weight that an unrolled network
     * reads at each step, are added by halves: rules that join neighbours look at each only as often as it can be halved.
     */
    private static Node sum(List<Node> parts, Expressions make) {
        int size = parts.size();
        return size <= FEW
                ? parts.stream().reduce(make::add).orElseThrow()
                : make.add(sum(parts.subList(0, size / 2), make), sum(parts.subList(size / 2, size), make));
    }

    /** Returns the nodes that depend on any of the given values. */
    private static Set<Node> dependents(List<Node> nodes, List<Node> of) {
        Set<Node> found = new HashSet<>(of);
        for (Node node : nodes) {
            if (node.readsAny(found)) {
                found.add(node);
            }
        }
        return found;
    }
}

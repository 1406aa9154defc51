package org.transformerbench.models.compiler.ir;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The nodes that some outputs depend on.
 *
 * @param outputs the values that are asked for
 */
public record Graph(List<Node> outputs) {

    public Graph {
        outputs = List.copyOf(outputs);
    }

    /**
     * Returns the nodes in topological order.
     *
     * @return every node that an output depends on, once, in an order that depends on the graph alone
     */
    public List<Node> nodes() {
        return inOrder(outputs, Node::inputs);
    }

    /**
     * Copies the graph.
     *
     * @param builder makes all nodes of the copy
     * @return the same outputs, of other nodes
     */
    public Graph in(Builder builder) {
        Map<Node, Node> copies = new HashMap<>();
        for (Node node : nodes()) {
            List<Node> inputs = node.inputs().stream().map(copies::get).toList();
            copies.put(node, builder.withOrigin(node.origin(), () -> builder.node(node.op(), inputs)));
        }
        return new Graph(outputs.stream().map(copies::get).toList());
    }

    /**
     * Returns the nodes that some outputs depend on, in topological order. Not recursive: graphs of many layers are deeper than a
     * stack.
     *
     * @param outputs the values that are asked for
     * @param inputs gives what a value depends on
     * @param <T> the type of the values
     * @return every value once, in an order that depends on the graph alone
     */
    public static <T> List<T> inOrder(List<T> outputs, Function<T, List<T>> inputs) {
        Set<T> sorted = new LinkedHashSet<>();
        Set<T> seen = new HashSet<>();
        Deque<T> open = new ArrayDeque<>();
        for (int i = outputs.size() - 1; i >= 0; i--) {
            open.push(outputs.get(i));
        }
        while (!open.isEmpty()) {
            T value = open.peek();
            if (seen.add(value)) {
                List<T> operands = inputs.apply(value);
                for (int i = operands.size() - 1; i >= 0; i--) {
                    if (!seen.contains(operands.get(i))) {
                        open.push(operands.get(i));
                    }
                }
            } else {
                sorted.add(open.pop());
            }
        }
        return List.copyOf(sorted);
    }

    /** Lists one node per line, each after its operands. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        for (Node node : nodes()) {
            lines.append(node);
            if (!node.origin().isEmpty()) {
                lines.append(" (").append(node.origin()).append(')');
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}

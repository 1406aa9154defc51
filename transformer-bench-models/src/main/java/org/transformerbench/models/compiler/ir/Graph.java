package org.transformerbench.models.compiler.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What some values depend on.
 *
 * @param outputs the values that are asked for
 */
public record Graph(List<Node> outputs) {

    public Graph {
        outputs = List.copyOf(outputs);
    }

    /**
     * The nodes, each after its operands.
     *
     * @return every node that an output depends on, once, in an order that depends on the graph alone
     */
    public List<Node> nodes() {
        List<Node> sorted = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        Set<Node> done = new HashSet<>();
        // Not recursive: graphs of many layers are deeper than a stack.
        Deque<Node> open = new ArrayDeque<>();
        for (Node output : outputs) {
            open.push(output);
            while (!open.isEmpty()) {
                Node node = open.peek();
                if (seen.add(node)) {
                    for (int i = node.inputs().size() - 1; i >= 0; i--) {
                        if (!seen.contains(node.input(i))) {
                            open.push(node.input(i));
                        }
                    }
                } else {
                    open.pop();
                    if (done.add(node)) {
                        sorted.add(node);
                    }
                }
            }
        }
        return List.copyOf(sorted);
    }

    /** A line per node, each after its operands. */
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

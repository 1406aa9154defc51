package org.transformerbench.models.compiler.ir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes nodes, one for each operation and operands: what is asked for twice is computed once. Not thread-safe.
 */
public final class Builder {

    private record Key(Op op, List<Integer> inputs) {}

    private final Map<Key, Node> known = new HashMap<>();
    private String origin = "";

    /** A builder without nodes. */
    public Builder() {}

    /**
     * Applies an operation.
     *
     * @param op the operation
     * @param inputs its operands, made by this builder
     * @return the node, an earlier one if it is the same
     * @throws ShapeException if the operands do not fit
     */
    public Node node(Op op, Node... inputs) {
        return node(op, List.of(inputs));
    }

    /**
     * Applies an operation.
     *
     * @param op the operation
     * @param inputs its operands, made by this builder
     * @return the node, an earlier one if it is the same
     * @throws ShapeException if the operands do not fit
     */
    public Node node(Op op, List<Node> inputs) {
        Key key = new Key(op, inputs.stream().map(Node::id).toList());
        Node node = known.get(key);
        if (node == null) {
            Shape shape = op.infer(inputs.stream().map(Node::shape).toList());
            node = new Node(known.size(), op, inputs, shape, origin);
            known.put(key, node);
        }
        return node;
    }

    /**
     * Makes nodes for a variable.
     *
     * @param variable its name, which all nodes made meanwhile have as their {@linkplain Node#origin() origin}
     * @param work makes them
     * @param <T> what it gives
     * @return what the work gives
     */
    public <T> T making(String variable, Supplier<T> work) {
        String before = origin;
        origin = variable;
        try {
            return work.get();
        } finally {
            origin = before;
        }
    }
}

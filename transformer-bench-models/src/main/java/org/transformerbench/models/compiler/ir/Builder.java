package org.transformerbench.models.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A factory of nodes that creates each combination of operation and operands once, so that repeated expressions are computed
 * once. Not thread-safe.
 */
public final class Builder {

    /** The identity of a node. Operands are equal if they are the same, so that there is nothing to compare in them. */
    private static final class Key {
        private final Op op;
        private final List<Node> inputs;
        private final int hash;

        Key(Op op, List<Node> inputs) {
            this.op = op;
            this.inputs = inputs;
            int code = op.hashCode();
            for (Node input : inputs) {
                code = 31 * code + input.id();
            }
            this.hash = code;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && op.equals(key.op) && inputs.equals(key.inputs);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Map<Key, Node> known = new HashMap<>();
    private String origin = "";
    private long visits;

    /** Creates a builder without nodes. */
    public Builder() {}

    /**
     * Returns the node of an operation with operands.
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
     * Returns the node of an operation with operands.
     *
     * @param op the operation
     * @param inputs its operands, made by this builder
     * @return the node, an earlier one if it is the same
     * @throws ShapeException if the operands do not fit
     */
    public Node node(Op op, List<Node> inputs) {
        visits += 1 + inputs.size();
        Node node = known.get(new Key(op, inputs));
        if (node == null) {
            List<Shape> shapes = new ArrayList<>(inputs.size());
            for (Node input : inputs) {
                shapes.add(input.shape());
            }
            node = new Node(known.size(), op, inputs, op.infer(shapes), origin);
            known.put(new Key(op, node.inputs()), node);
        }
        return node;
    }

    /**
     * Takes over all nodes of another builder, so that a graph is captured once and then rewritten in several ways. The other one does
     * not get the nodes that this one makes later.
     *
     * @param other has made a graph, and stays as it is
     * @throws IllegalStateException if this one has made nodes already
     */
    public void startFrom(Builder other) {
        if (!known.isEmpty()) {
            throw new IllegalStateException("this builder has made " + known.size() + " nodes, must have made none");
        }
        known.putAll(other.known);
        visits += other.visits;
    }

    /**
     * Returns how many nodes passes have visited, as a measure of their work.
     *
     * @return how many nodes and operands were looked at here and by passes that count their visits, those of a builder that this one
     *     {@linkplain #startFrom started from} included
     */
    public long visits() {
        return visits;
    }

    /** Counts a visit of a node by a pass. */
    public void countVisit() {
        visits++;
    }

    /**
     * Runs an action whose new nodes belong to a variable.
     *
     * @param variable its name, which all nodes made meanwhile have as their {@linkplain Node#origin() origin}
     * @param work makes them
     * @param <T> what it gives
     * @return what the work gives
     */
    public <T> T withOrigin(String variable, Supplier<T> work) {
        String before = origin;
        origin = variable;
        try {
            return work.get();
        } finally {
            origin = before;
        }
    }
}

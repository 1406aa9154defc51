package org.transformerbench.models.compiler.ir;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A value of a graph: an operation applied to other values. Immutable; equal only to itself. */
public final class Node {
    private final int id;
    private final Op op;
    private final List<Node> inputs;
    private final Shape shape;
    private final String origin;

    /** Creates a node; only the {@link Builder} does so, which ensures that there is one of each. */
    Node(int id, Op op, List<Node> inputs, Shape shape, String origin) {
        this.id = id;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.shape = shape;
        this.origin = origin;
    }

    /**
     * Returns the number of this node among those of its builder.
     *
     * @return above those of its operands
     */
    public int id() {
        return id;
    }

    /**
     * Returns the operation.
     *
     * @return never null
     */
    public Op op() {
        return op;
    }

    /**
     * Returns the operands.
     *
     * @return empty for a leaf
     */
    public List<Node> inputs() {
        return inputs;
    }

    /**
     * Returns an operand.
     *
     * @param index from 0
     * @return the operand
     */
    public Node input(int index) {
        return inputs.get(index);
    }

    /**
     * Returns whether an operand is among some values.
     *
     * @param values of the same graph
     * @return true if one is
     */
    public boolean readsAny(Set<Node> values) {
        for (Node input : inputs) {
            if (values.contains(input)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the shape.
     *
     * @return as the operation infers it
     */
    public Shape shape() {
        return shape;
    }

    /**
     * Returns the SameDiff variable for which this node was created.
     *
     * @return its name; empty if there is none
     */
    public String origin() {
        return origin;
    }

    /** Returns the id, which is fast and spreads well: nodes are the keys of most maps of the compiler. */
    @Override
    public int hashCode() {
        return id;
    }

    /** Returns whether the other is this node. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        String operands = inputs.stream().map(input -> "%" + input.id).collect(Collectors.joining(", "));
        return "%" + id + " " + shape + " = " + operation() + (operands.isEmpty() ? "" : " of " + operands);
    }

    /** Returns the operation's name with its attributes, as in {@code softmax} or {@code sum(axes=[1])}. */
    private String operation() {
        String text = op.toString();
        String before = op.getClass().getSimpleName() + "[";
        if (!text.startsWith(before)) {
            return text;
        }
        String attributes = text.substring(before.length(), text.length() - 1);
        return op.name() + (attributes.isEmpty() ? "" : "(" + attributes + ")");
    }
}

package org.transformerbench.models.compiler.rows;

import java.util.List;

/** A part of a lowered graph that knows forward and backward. Stateless: what it keeps lies in the workspace. */
interface RowOperation {

    /** What it reads, parts of other values included. */
    List<Value> inputs();

    /** What it computes. */
    Value output();

    /** For people: the kernel and its sizes. */
    String describe();

    /** Computes its output of the workspace's micro-batch. */
    void forward(Workspace work);

    /** Adds the gradients of its inputs and parameters, given that of its output. */
    void backward(Workspace work);

    /** The parameters that it reads. */
    default List<Packed> parameters() {
        return List.of();
    }

    /** Floats per example that it keeps beside its output, for each of {@link Workspace#saved}. */
    default int[] savedPerExample() {
        return new int[0];
    }

    /** Multiplications and additions per example of the forward pass; the backward pass of a product takes twice as many. */
    default long flopsPerExample() {
        return 0;
    }

    /** Whether the same operation of a program for more positions, one at a time, does the same for the first ones. */
    default boolean isPrefixOf(RowOperation longer) {
        return equals(longer);
    }
}

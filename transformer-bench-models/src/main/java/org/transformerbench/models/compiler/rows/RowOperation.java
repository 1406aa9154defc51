package org.transformerbench.models.compiler.rows;

import java.util.List;

/** An operation of a lowered graph, with forward and backward pass. Stateless: what it keeps lies in the workspace. */
interface RowOperation {

    /** Returns the values that it reads, parts of other values included. */
    List<Value> inputs();

    /** Returns the value that it computes. */
    Value output();

    /** Describes the kernel and its sizes for listings. */
    String describe();

    /** Computes the output for the workspace's micro-batch. */
    void forward(Workspace work);

    /** Adds the gradients of inputs and parameters, given that of the output. */
    void backward(Workspace work);

    /** Returns the parameters that it reads. */
    default List<PackedLayout> parameters() {
        return List.of();
    }

    /** Returns the floats per example that it saves beside its output, for each of {@link Workspace#saved}. */
    default int[] savedPerExample() {
        return new int[0];
    }

    /**
     * Returns the floating-point operations per example of the forward pass; the backward pass of a product takes twice as many.
     */
    default long flopsPerExample() {
        return 0;
    }

    /** Returns whether the same operation of a program for more positions does the same for the first ones, one at a time. */
    default boolean isPrefixOf(RowOperation longer) {
        return equals(longer);
    }
}

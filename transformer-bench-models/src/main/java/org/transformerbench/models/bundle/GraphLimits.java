package org.transformerbench.models.bundle;

import org.transformerbench.models.compiler.ir.Shape;

/**
 * The largest graph that is written and read. It leaves room for any model that this library can train, and none for a file that
 * fills the memory of whoever opens it. Counts while a graph is read; not thread-safe.
 */
final class GraphLimits {
    /** The most nodes. */
    static final int MAX_NODES = 100_000;
    /** The most operands of all nodes together. */
    static final int MAX_OPERANDS = 1_000_000;
    /** The most dimensions of a value, the batch not counted. */
    static final int MAX_RANK = 32;
    /** The most elements of a value, for each example: 256 MB. */
    static final long MAX_ELEMENTS = 1L << 26;
    /** The most elements of all values together, for each example. */
    static final long MAX_TOTAL_ELEMENTS = 1L << 31;
    /** The most outputs. */
    static final int MAX_OUTPUTS = 100;

    private int nodes;
    private long operands;
    private long elements;

    /** Counts a node, before it is made. */
    void countNode(int operandCount) {
        nodes++;
        operands += operandCount;
        require(nodes, MAX_NODES, "the graph has", "nodes");
        require(operands, MAX_OPERANDS, "the nodes have", "operands");
    }

    /** Counts the value of a node. */
    void countValue(Shape shape) {
        require(shape.rank(), MAX_RANK, "a value has", "dimensions");
        long size = 1;
        for (int dim : shape.dims()) {
            // No overflow: both factors are below 2^31.
            size = size * dim;
            require(size, MAX_ELEMENTS, "a value has", "elements for each example");
        }
        elements += size;
        require(elements, MAX_TOTAL_ELEMENTS, "all values together have", "elements for each example");
    }

    private static void require(long count, long most, String subject, String unit) {
        if (count > most) {
            throw new IllegalArgumentException(
                    subject + " at least " + count + " " + unit + "; at most " + most + " are written and read");
        }
    }
}

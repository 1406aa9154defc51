package org.transformerbench.models.bundle;

import org.transformerbench.models.compiler.ir.Graph;

/** A written form of a forward graph: JSON with static shapes. */
public final class GraphJson {
    /** The version of the format that this library writes and reads. */
    public static final int VERSION = 1;

    private GraphJson() {}

    /**
     * Writes a graph.
     *
     * @param graph of operations that have a written form
     * @return JSON, the same for equal graphs
     * @throws IllegalArgumentException if an operation has no written form; the message names it
     */
    public static String write(Graph graph) {
        throw new UnsupportedOperationException(graph.toString());
    }

    /**
     * Reads a graph, which may come from anywhere and is not trusted.
     *
     * @param json what {@link #write} has written
     * @return an equal graph
     * @throws org.transformerbench.api.DataException if it is no such JSON, of another version, too large, or its shapes do not fit;
     *     the message says where and why
     */
    public static Graph read(String json) {
        throw new UnsupportedOperationException(json);
    }
}

package org.transformerbench.models.compiler.pass;

import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.runtime.LaneProgram;

/** A listener to the passes of the compiler. */
@FunctionalInterface
public interface PassListener {

    /** A listener that does nothing. */
    PassListener NONE = (pass, graph) -> {};

    /**
     * Called after a pass.
     *
     * @param pass its name
     * @param graph what it leaves
     */
    void after(String pass, Graph graph);

    /**
     * Called when the last graph has been scheduled.
     *
     * @param program its instructions
     */
    default void scheduled(LaneProgram program) {}
}

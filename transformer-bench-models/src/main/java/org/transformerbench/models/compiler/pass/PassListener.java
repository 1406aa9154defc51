package org.transformerbench.models.compiler.pass;

import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.runtime.LaneProgram;

/** Sees what each pass of the compiler leaves. */
@FunctionalInterface
public interface PassListener {

    /** Sees nothing. */
    PassListener NONE = (pass, graph) -> {};

    /**
     * A pass is done.
     *
     * @param pass its name
     * @param graph what it leaves
     */
    void after(String pass, Graph graph);

    /**
     * The last graph is scheduled.
     *
     * @param program its instructions
     */
    default void scheduled(LaneProgram program) {}
}

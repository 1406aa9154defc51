package org.transformerbench.models.compiler.pass;

import org.transformerbench.models.compiler.ir.Builder;

/** A step of the compiler that transforms a graph. */
public interface Pass {

    /**
     * Returns the name for listings and messages.
     *
     * @return a noun phrase in small letters
     */
    String name();

    /**
     * Transforms the graph.
     *
     * @param unit what the pass before has left
     * @param builder made its nodes, and makes new ones
     * @return what the next pass gets
     */
    CompilationUnit apply(CompilationUnit unit, Builder builder);
}

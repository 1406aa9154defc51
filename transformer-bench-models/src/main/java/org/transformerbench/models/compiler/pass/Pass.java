package org.transformerbench.models.compiler.pass;

import org.transformerbench.models.compiler.ir.Builder;

/** A step of the compiler on a graph. */
public interface Pass {

    /**
     * The name in listings and messages.
     *
     * @return a noun phrase in small letters
     */
    String name();

    /**
     * Does the step.
     *
     * @param draft what the pass before has left
     * @param builder made its nodes, and makes new ones
     * @return what the next pass gets
     */
    Draft apply(Draft draft, Builder builder);
}

package org.transformerbench.models.compiler.capture;

import java.util.List;

/** A translation of one SameDiff operation into operations of the compiler. */
@FunctionalInterface
interface Importer {

    /**
     * Creates the nodes.
     *
     * @return for each variable that the operation makes its value
     * @throws UnsupportedGraphException if it mixes examples, or what it does is not known now
     */
    List<CapturedVariable> of(SourceOperation source);
}

package org.transformerbench.models.compiler.pass;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.graph.DropoutSite;

/**
 * A graph that the compiler starts from: one of SameDiff, or one that was captured before and needs no class of ND4J any more.
 */
public interface SourceGraph {
    /** The placeholder of the token ids, shape (B, T), int32. */
    String TOKENS = "tokens";

    /**
     * Returns the number of positions.
     *
     * @return T
     */
    int positions();

    /**
     * Returns the places of dropout.
     *
     * @return the masks that have to be drawn; empty in evaluation
     */
    List<DropoutSite> dropouts();

    /**
     * Makes the nodes of the graph.
     *
     * @param builder makes them
     * @return the logits, of any rank, and the parameters that they read
     * @throws org.transformerbench.models.compiler.capture.UnsupportedGraphException if an operation can neither be compiled nor be
     *     left to ND4J
     */
    CompilationUnit capture(Builder builder);

    /**
     * Returns an assignment of the graph's variables to operations, for descriptions.
     *
     * @return new, without an assigned variable
     */
    Origins origins();
}

package org.transformerbench.models.compiler.rewrite;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;

/** A rule that rewrites a value into another with the same numbers up to rounding. */
public interface Rule {

    /**
     * Returns the operation at the root of the rule's patterns, by which rules are looked up.
     *
     * @return its class; {@link Op} itself for a rule that is tried on every node, before all others
     */
    Class<? extends Op> root();

    /**
     * Tries to apply the rule to a node.
     *
     * @param node a node of the root's operation, whose operands are rewritten already
     * @param make makes nodes
     * @return the other form; empty if the rule does not apply
     */
    Optional<Node> apply(Node node, Expressions make);
}

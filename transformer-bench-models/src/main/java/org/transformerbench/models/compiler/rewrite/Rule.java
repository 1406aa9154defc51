package org.transformerbench.models.compiler.rewrite;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;

/** A way to write a value differently, with the same numbers up to rounding. */
public interface Rule {

    /**
     * The operation of the nodes that the rule may apply to: rules are looked up by it.
     *
     * @return its class; {@link Op} itself for a rule that is tried on every node, before all others
     */
    Class<? extends Op> root();

    /**
     * Tries the rule.
     *
     * @param node a node of the root's operation, whose operands are rewritten already
     * @param make makes nodes
     * @return the other form; empty if the rule does not apply
     */
    Optional<Node> apply(Node node, Expressions make);
}

package org.transformerbench.models.compiler.rewrite;

import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Constant;

/**
 * The nodes and numbers that are bound to the names of a pattern.
 *
 * @param nodes name to node
 */
public record Match(Map<String, Node> nodes) {

    /**
     * Returns the node that is bound to a name.
     *
     * @param name a name of the pattern
     * @return the node
     */
    public Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("the pattern has no name '" + name + "'");
        }
        return node;
    }

    /**
     * Returns the number that is bound to a name.
     *
     * @param name of a {@link Pattern#number(String)}
     * @return the number
     */
    public float number(String name) {
        return ((Constant) node(name).op()).values()[0];
    }
}

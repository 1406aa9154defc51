package org.transformerbench.models.compiler.runtime;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.models.compiler.ir.Node;

/**
 * The values that are computed once per step for all examples, with their storage: each has an array of its own, or is a view of
 * another. Some are there once more with a copy for each lane, where examples and they meet element by element. {@link
 * SharedValues} has the arrays.
 *
 * @param roots the values that have arrays, each after its operands; the index of each is that of its array
 * @param given those of them that are not computed here
 * @param copies of values; their arrays come after those of the values
 * @param places where each value is, views included
 */
public record SharedPlan(List<Node> roots, Set<Node> given, List<Copies> copies, Map<Node, Operand> places) {

    /**
     * A value with each element replicated.
     *
     * @param node the value
     * @param times how often
     */
    public record Copies(Node node, int times) {}

    public SharedPlan {
        roots = List.copyOf(roots);
        given = Set.copyOf(given);
        copies = List.copyOf(copies);
        places = Map.copyOf(places);
    }
}

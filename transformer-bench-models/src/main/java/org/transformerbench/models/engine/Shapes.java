package org.transformerbench.models.engine;

import java.util.Map;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.samediff.VariableShape;

/**
 * The shapes of what a graph computes on the way to its logits.
 *
 * @param byVariable variable to shape
 */
record Shapes(Map<String, VariableShape> byVariable) {

    /**
     * Finds them.
     *
     * @throws NotLowerable if the graph has to be run for it, and cannot be
     */
    static Shapes of(ModelGraph graph) {
        GraphView view = new GraphView(graph.sameDiff(), graph.logits().name());
        try {
            return new Shapes(VariableShape.of(graph, view.live()));
        } catch (RuntimeException e) {
            throw new NotLowerable("its graph cannot be run (" + e.getMessage() + ")");
        }
    }

    /** Null for what is not computed on the way to the logits. */
    VariableShape of(String variable) {
        return byVariable.get(variable);
    }

    /** Whether a variable has the same number of float32 rows for each example. */
    boolean hasRows(String variable) {
        return byVariable.containsKey(variable) && byVariable.get(variable).isBatched();
    }
}

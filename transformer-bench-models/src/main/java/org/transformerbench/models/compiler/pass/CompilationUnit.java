package org.transformerbench.models.compiler.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;

/**
 * The graph that passes transform: the logits of a model, and the gradients of its parameters as functions of the gradient of the
 * logits.
 *
 * @param logits shape (O, V) for each example
 * @param parameters name to leaf, of the parameters that the captured graph reads, in the order in which they were found
 * @param upstream the placeholder of the logits' gradient; empty before differentiation
 * @param gradients name to gradient, of those parameters that the logits have a gradient for; empty before differentiation
 */
public record CompilationUnit(
        Node logits, Map<String, Node> parameters, Optional<Node> upstream, Map<String, Node> gradients) {

    public CompilationUnit {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    }

    /**
     * Creates a unit with a forward pass only.
     *
     * @param logits the logits
     * @param parameters name to leaf
     */
    public CompilationUnit(Node logits, Map<String, Node> parameters) {
        this(logits, parameters, Optional.empty(), Map.of());
    }

    /**
     * Returns the graph of all outputs.
     *
     * @return the logits, and the gradients in the order of their names here
     */
    public Graph graph() {
        List<Node> outputs = new ArrayList<>(List.of(logits));
        outputs.addAll(gradients.values());
        return new Graph(outputs);
    }

    /**
     * Returns a copy with other logits, before differentiation.
     *
     * @param other the logits
     * @return the changed unit
     */
    public CompilationUnit withLogits(Node other) {
        return new CompilationUnit(other, parameters, upstream, gradients);
    }

    /**
     * Returns a copy with a rewritten graph.
     *
     * @param graph has the outputs of {@link #graph()}, in the same order
     * @return the changed unit
     */
    public CompilationUnit withGraph(Graph graph) {
        Map<String, Node> changed = new LinkedHashMap<>();
        int next = 1;
        for (String name : gradients.keySet()) {
            changed.put(name, graph.outputs().get(next++));
        }
        return new CompilationUnit(graph.outputs().get(0), parameters, upstream, changed);
    }
}

package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.transformerbench.models.engine.GraphView.Node;

/**
 * Finds how much of a graph goes to ND4J along with a node that has no kernel. Invariants: a region has one output; a cut
 * runs only through hidden states with rows for each example; what depends on data or on parameters alone is copied into
 * each region that needs it.
 */
final class RegionMatcher {
    private final GraphView graph;
    /** Whether a hidden variable has rows for each example. */
    private final Predicate<String> rows;

    private final Predicate<String> kernel;

    RegionMatcher(GraphView graph, Predicate<String> rows, Predicate<String> kernel) {
        this.graph = graph;
        this.rows = rows;
        this.kernel = kernel;
    }

    /** The region that ends in a variable. */
    Region grow(String output) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        add(nodes, output);
        boolean growing = true;
        while (growing) {
            growing = false;
            for (String input : inputs(nodes)) {
                if (absorbs(nodes, input)) {
                    add(nodes, input);
                    growing = true;
                }
            }
        }
        List<String> hidden = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        List<String> placeholders = new ArrayList<>();
        for (String input : inputs(nodes)) {
            if (graph.isParameter(input)) {
                parameters.add(input);
            } else if (graph.isPlaceholder(input)) {
                placeholders.add(input);
            } else if (graph.producer(input).isPresent()) {
                hidden.add(input);
            }
        }
        Set<String> names = new TreeSet<>();
        nodes.values().forEach(node -> names.add(node.name()));
        return new Region(
                output,
                Set.copyOf(nodes.keySet()),
                List.copyOf(names),
                List.copyOf(hidden),
                List.copyOf(parameters),
                List.copyOf(placeholders));
    }

    private void add(Map<String, Node> nodes, String variable) {
        Node node = graph.producer(variable).orElseThrow();
        if (!graph.isRepeatable(node)) {
            throw new NotLowerable("the operation " + node.name() + " that makes '" + variable
                    + "' may give another result when it is computed again");
        }
        nodes.put(node.id(), node);
    }

    /** What the nodes read and do not make. */
    private Set<String> inputs(Map<String, Node> nodes) {
        Set<String> inputs = new LinkedHashSet<>();
        for (Node node : nodes.values()) {
            for (String input : node.inputs()) {
                boolean inside = graph.producer(input)
                        .map(Node::id)
                        .filter(nodes::containsKey)
                        .isPresent();
                if (!inside) {
                    inputs.add(input);
                }
            }
        }
        return inputs;
    }

    private boolean absorbs(Map<String, Node> nodes, String input) {
        if (graph.producer(input).isEmpty()) {
            return false;
        }
        if (!graph.isHidden(input) || !rows.test(input)) {
            return true;
        }
        return !kernel.test(input)
                && graph.siblings(graph.producer(input).get()).stream()
                        .allMatch(output -> nodes.keySet().containsAll(graph.consumers(output)));
    }
}

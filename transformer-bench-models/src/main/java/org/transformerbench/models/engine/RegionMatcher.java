package org.transformerbench.models.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
    /** Whether a variable with rows has a kernel. */
    private final Predicate<String> kernel;

    RegionMatcher(GraphView graph, Predicate<String> rows, Predicate<String> kernel) {
        this.graph = graph;
        this.rows = rows;
        this.kernel = kernel;
    }

    /** The region that ends in a variable. */
    Region grow(String output) {
        Growth growth = new Growth();
        growth.run(output);
        Map<String, Node> nodes = growth.nodes;
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
                graph.inOrder(nodes.keySet()),
                List.copyOf(names),
                List.copyOf(hidden),
                List.copyOf(parameters),
                List.copyOf(placeholders));
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

    /**
     * A region under construction, from its output back to the hidden states that it reads. What a kernel could read too
     * joins once everything that reads it has joined, which is counted, not searched for.
     */
    private final class Growth {
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private final Deque<String> joining = new ArrayDeque<>();
        private final Set<String> read = new HashSet<>();
        /** Nodes to the number of nodes outside that read one of their outputs. */
        private final Map<String, Integer> outside = new HashMap<>();

        void run(String output) {
            joining.add(output);
            while (!joining.isEmpty()) {
                add(joining.remove());
            }
        }

        private void add(String variable) {
            Node node = graph.producer(variable).orElseThrow();
            if (!graph.isRepeatable(node)) {
                throw new NotLowerable("the operation " + node.name() + " that makes '" + variable
                        + "' may give another result when it is computed again");
            }
            if (nodes.putIfAbsent(node.id(), node) != null) {
                return;
            }
            Map<String, Node> makers = new LinkedHashMap<>();
            for (String input : node.inputs()) {
                graph.producer(input).ifPresent(maker -> makers.put(maker.id(), maker));
                if (read.add(input) && joinsAlone(input)) {
                    joining.add(input);
                }
            }
            makers.values().forEach(this::countDown);
        }

        /** What depends on data or on parameters alone, or has no rows that could cross a cut. */
        private boolean joinsAlone(String variable) {
            return graph.producer(variable).isPresent() && (!graph.isHidden(variable) || !rows.test(variable));
        }

        private void countDown(Node maker) {
            int left = outside.computeIfAbsent(maker.id(), id -> readers(maker).size()) - 1;
            outside.put(maker.id(), left);
            if (left == 0) {
                graph.siblings(maker).stream()
                        .filter(output -> read.contains(output) && !joinsAlone(output) && !kernel.test(output))
                        .forEach(joining::add);
            }
        }

        private Set<String> readers(Node maker) {
            Set<String> readers = new HashSet<>();
            graph.siblings(maker).forEach(output -> readers.addAll(graph.consumers(output)));
            return readers;
        }
    }
}

package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Elementwise;

/**
 * An ordering of the computation of a micro-batch in which element-wise operations of the same dimensions follow each other as
 * far as possible: such a chain is computed chunk by chunk. A value that reads a chain's result otherwise than element by element
 * comes after the chain.
 */
final class Ordering {
    private final Layout layout;
    /** Function that returns the computed operands of a value, behind views. */
    private final Function<Node, List<Node>> operands;

    private final Map<Node, Integer> places = new HashMap<>();
    private final Map<Node, Integer> missing = new HashMap<>();
    private final Map<Node, List<Node>> readers = new HashMap<>();
    private final TreeSet<Node> ready = new TreeSet<>(Comparator.comparing(places::get));
    private final Map<List<Integer>, TreeSet<Node>> readyElementwise = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();

    private Ordering(Layout layout, Function<Node, List<Node>> operands) {
        this.layout = layout;
        this.operands = operands;
    }

    /**
     * Orders values.
     *
     * @param nodes what is computed, each after its operands
     * @param layout which of them are views
     * @param operands gives what each reads
     */
    static List<Group> of(List<Node> nodes, Layout layout, Function<Node, List<Node>> operands) {
        Ordering ordering = new Ordering(layout, operands);
        ordering.count(nodes);
        ordering.run();
        return ordering.groups;
    }

    private void count(List<Node> nodes) {
        for (Node node : nodes) {
            places.put(node, places.size());
        }
        for (Node node : nodes) {
            Set<Node> roots = new LinkedHashSet<>();
            operands.apply(node).forEach(input -> roots.add(layout.of(input).root()));
            roots.retainAll(places.keySet());
            missing.put(node, roots.size());
            roots.forEach(root ->
                    readers.computeIfAbsent(root, first -> new ArrayList<>()).add(node));
        }
        nodes.stream().filter(node -> missing.get(node) == 0).forEach(this::offer);
    }

    private void offer(Node node) {
        ready.add(node);
        if (node.op() instanceof Elementwise) {
            readyElementwise
                    .computeIfAbsent(node.shape().dims(), first -> new TreeSet<>(Comparator.comparing(places::get)))
                    .add(node);
        }
    }

    private void run() {
        while (!ready.isEmpty()) {
            Node first = ready.pollFirst();
            if (first.op() instanceof Elementwise) {
                chain(first);
            } else {
                groups.add(new Group(List.of(first)));
                done(first);
            }
        }
    }

    private void chain(Node first) {
        TreeSet<Node> candidates = readyElementwise.get(first.shape().dims());
        Set<Node> chain = new LinkedHashSet<>();
        List<Node> later = new ArrayList<>();
        Optional<Node> next = Optional.of(first);
        candidates.remove(first);
        while (next.isPresent()) {
            Node node = next.get();
            ready.remove(node);
            chain.add(node);
            done(node);
            next = Optional.empty();
            while (next.isEmpty() && !candidates.isEmpty()) {
                Node candidate = candidates.pollFirst();
                if (readsOtherwise(candidate, chain)) {
                    later.add(candidate);
                } else {
                    next = Optional.of(candidate);
                }
            }
        }
        candidates.addAll(later);
        groups.add(new Group(List.copyOf(chain)));
    }

    /** Returns whether a value reads elements of a chain at other positions than its own. */
    private boolean readsOtherwise(Node node, Set<Node> chain) {
        return operands.apply(node).stream()
                .anyMatch(input ->
                        !layout.isRoot(input) && chain.contains(layout.of(input).root()));
    }

    private void done(Node node) {
        Set<Node> ended = new HashSet<>();
        for (Node reader : readers.getOrDefault(node, List.of())) {
            if (missing.merge(reader, -1, Integer::sum) == 0) {
                ended.add(reader);
            }
        }
        ended.stream().sorted(Comparator.comparing(places::get)).forEach(this::offer);
    }
}

package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final List<Node> nodes;
    private final Layout layout;
    /** Function that returns the computed operands of a value, behind views. */
    private final Function<Node, List<Node>> operands;

    /** The index of each value. The fields below have indices in place of values, since these are compared again and again. */
    private final Map<Node, Integer> places = new HashMap<>();

    /** The number of operands of each value that have no place in the order yet. */
    private final int[] missing;

    private final List<List<Integer>> readers = new ArrayList<>();
    private final TreeSet<Integer> ready = new TreeSet<>();
    private final Map<List<Integer>, TreeSet<Integer>> readyElementwise = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();

    private Ordering(List<Node> nodes, Layout layout, Function<Node, List<Node>> operands) {
        this.nodes = nodes;
        this.layout = layout;
        this.operands = operands;
        this.missing = new int[nodes.size()];
    }

    /**
     * Orders values.
     *
     * @param nodes what is computed, each after its operands
     * @param layout which of them are views
     * @param operands gives what each reads
     */
    static List<Group> of(List<Node> nodes, Layout layout, Function<Node, List<Node>> operands) {
        Ordering ordering = new Ordering(nodes, layout, operands);
        ordering.count();
        ordering.run();
        return ordering.groups;
    }

    private void count() {
        for (int i = 0; i < missing.length; i++) {
            places.put(nodes.get(i), i);
            readers.add(new ArrayList<>(2));
        }
        for (int i = 0; i < missing.length; i++) {
            for (Node operand : operands.apply(nodes.get(i))) {
                Integer root = places.get(layout.of(operand).root());
                if (root != null) {
                    List<Integer> known = readers.get(root);
                    boolean again = !known.isEmpty() && known.get(known.size() - 1) == i;
                    if (!again) {
                        known.add(i);
                        missing[i]++;
                    }
                }
            }
        }
        for (int i = 0; i < missing.length; i++) {
            if (missing[i] == 0) {
                offer(i);
            }
        }
    }

    private void offer(int place) {
        ready.add(place);
        Node node = nodes.get(place);
        if (node.op() instanceof Elementwise) {
            readyElementwise
                    .computeIfAbsent(node.shape().dims(), first -> new TreeSet<>())
                    .add(place);
        }
    }

    private void run() {
        while (!ready.isEmpty()) {
            int first = ready.pollFirst();
            if (nodes.get(first).op() instanceof Elementwise) {
                chain(first);
            } else {
                groups.add(new Group(List.of(nodes.get(first))));
                done(first);
            }
        }
    }

    private void chain(int first) {
        TreeSet<Integer> candidates =
                readyElementwise.get(nodes.get(first).shape().dims());
        Set<Node> chain = new LinkedHashSet<>();
        List<Integer> later = new ArrayList<>();
        candidates.remove(first);
        int next = first;
        while (next >= 0) {
            ready.remove(next);
            chain.add(nodes.get(next));
            done(next);
            next = -1;
            while (next < 0 && !candidates.isEmpty()) {
                int candidate = candidates.pollFirst();
                if (readsOtherwise(nodes.get(candidate), chain)) {
                    later.add(candidate);
                } else {
                    next = candidate;
                }
            }
        }
        candidates.addAll(later);
        groups.add(new Group(List.copyOf(chain)));
    }

    /** Returns whether a value reads elements of a chain at other positions than its own. */
    private boolean readsOtherwise(Node node, Set<Node> chain) {
        for (Node input : operands.apply(node)) {
            Node root = layout.of(input).root();
            if (root != input && chain.contains(root)) {
                return true;
            }
        }
        return false;
    }

    private void done(int place) {
        for (int reader : readers.get(place)) {
            missing[reader]--;
            if (missing[reader] == 0) {
                offer(reader);
            }
        }
    }
}

package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.transformerbench.models.compiler.ir.Node;

/** Gives values buffers, from the instruction that computes them to the last one that reads them; others take these over then. */
final class BufferPlan {
    private final Map<Node, Integer> buffers = new HashMap<>();
    private final List<Integer> sizes = new ArrayList<>();
    /** Free buffers by size. */
    private final TreeMap<Integer, List<Integer>> free = new TreeMap<>();

    /**
     * Plans.
     *
     * @param stored for each instruction the values that it writes
     * @param lastReader for each of these values the index of the last instruction that reads it
     * @param lanes how many examples a slice has
     */
    BufferPlan(List<List<Node>> stored, Map<Node, Integer> lastReader, int lanes) {
        Map<Integer, List<Node>> ends = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            for (Node node : stored.get(i)) {
                buffers.put(node, take(node.shape().size() * lanes));
                ends.computeIfAbsent(Math.max(i, lastReader.getOrDefault(node, i)), first -> new ArrayList<>())
                        .add(node);
            }
            ends.getOrDefault(i, List.of()).stream()
                    .sorted(Comparator.comparing(Node::id))
                    .map(buffers::get)
                    .forEach(this::release);
        }
    }

    /** The smallest free buffer that is large enough but not more than twice as large, or a new one. */
    private int take(int size) {
        Map.Entry<Integer, List<Integer>> fitting = free.ceilingEntry(size);
        if (fitting == null || fitting.getKey() > 2 * size) {
            sizes.add(size);
            return sizes.size() - 1;
        }
        List<Integer> same = fitting.getValue();
        int buffer = same.remove(same.size() - 1);
        if (same.isEmpty()) {
            free.remove(fitting.getKey());
        }
        return buffer;
    }

    private void release(int buffer) {
        free.computeIfAbsent(sizes.get(buffer), first -> new ArrayList<>()).add(buffer);
    }

    boolean has(Node node) {
        return buffers.containsKey(node);
    }

    int of(Node node) {
        return buffers.get(node);
    }

    /** Floats of each buffer. */
    int[] sizes() {
        return sizes.stream().mapToInt(size -> size).toArray();
    }
}

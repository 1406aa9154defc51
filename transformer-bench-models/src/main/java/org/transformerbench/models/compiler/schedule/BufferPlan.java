package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;

/**
 * An assignment of buffers to values, from the instruction that computes them to the last one that reads them; afterwards, others
 * reuse the buffers.
 */
final class BufferPlan {
    private final Map<Node, Integer> buffers = new HashMap<>();

    /**
     * Assigns the buffers.
     *
     * @param pool has the buffers
     * @param stored for each instruction the values that it writes
     * @param lastReader for each of these values the index of the last instruction that reads it
     */
    BufferPlan(BufferPool pool, List<List<Node>> stored, Map<Node, Integer> lastReader) {
        Map<Integer, List<Node>> ends = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            for (Node node : stored.get(i)) {
                buffers.put(node, pool.take(node.shape().size()));
                ends.computeIfAbsent(Math.max(i, lastReader.getOrDefault(node, i)), first -> new ArrayList<>())
                        .add(node);
            }
            List<Node> ended = ends.getOrDefault(i, List.of());
            if (ended.size() > 1) {
                ended.sort(Comparator.comparing(Node::id));
            }
            for (Node node : ended) {
                pool.release(buffers.get(node));
            }
        }
    }

    boolean has(Node node) {
        return buffers.containsKey(node);
    }

    int of(Node node) {
        return buffers.get(node);
    }
}

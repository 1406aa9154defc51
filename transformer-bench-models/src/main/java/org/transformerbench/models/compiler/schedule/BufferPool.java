package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pool of reusable buffers, whose sizes count the floats of one example. */
final class BufferPool {
    private final List<Integer> sizes = new ArrayList<>();
    /** Free buffers by size. */
    private final TreeMap<Integer, List<Integer>> free = new TreeMap<>();

    /** Takes the smallest free buffer that is large enough but at most twice as large, or a new one. */
    int take(int size) {
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

    void release(int buffer) {
        free.computeIfAbsent(sizes.get(buffer), first -> new ArrayList<>()).add(buffer);
    }

    int count() {
        return sizes.size();
    }

    /** Returns the number of floats of all buffers for one example. */
    long floats() {
        return sizes.stream().mapToLong(size -> size).sum();
    }

    /**
     * Returns the size of each buffer in floats.
     *
     * @param lanes how many examples a micro-batch has
     */
    int[] sizes(int lanes) {
        return sizes.stream().mapToInt(size -> size * lanes).toArray();
    }
}

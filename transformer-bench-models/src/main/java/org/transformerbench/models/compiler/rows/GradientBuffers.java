package org.transformerbench.models.compiler.rows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The assignment of buffers to the gradients of a micro-batch's values. The backward pass needs a gradient from the last
 * operation that reads the value, the first to add to it, to the operation that made it; values whose gradients are never needed
 * at once share a buffer.
 */
final class GradientBuffers {
    private final Map<Integer, Integer> bufferOfValue = new HashMap<>();
    /** Size of each buffer in floats per example. */
    private final List<Integer> sizes = new ArrayList<>();

    private final List<Integer> free = new ArrayList<>();
    private final Map<RowOperation, List<Value>> begins = new IdentityHashMap<>();

    GradientBuffers(RowProgram program) {
        // The loss writes it whole, padding included, before any operation.
        Value logits = program.values().get(program.logits().id());
        bufferOfValue.computeIfAbsent(logits.id(), id -> take(size(logits)));
        List<RowOperation> operations = program.operations();
        for (int i = operations.size() - 1; i >= 0; i--) {
            assign(program, operations.get(i));
        }
    }

    private void assign(RowProgram program, RowOperation operation) {
        List<Value> first = new ArrayList<>();
        Set<Integer> touched = new HashSet<>();
        operation.inputs().forEach(input -> touched.add(input.id()));
        // Without a reader its gradient is zero.
        touched.add(operation.output().id());
        touched.stream().sorted().filter(id -> !bufferOfValue.containsKey(id)).forEach(id -> {
            Value value = program.values().get(id);
            bufferOfValue.put(id, take(size(value)));
            first.add(value);
        });
        begins.put(operation, List.copyOf(first));
        free.add(bufferOfValue.get(operation.output().id()));
    }

    /** Takes the smallest free buffer that is large enough, or enlarges the largest free one, or creates one. */
    private int take(int size) {
        Integer buffer = free.stream()
                .filter(candidate -> sizes.get(candidate) >= size)
                .min(Comparator.comparing(sizes::get))
                .or(() -> free.stream().max(Comparator.comparing(sizes::get)))
                .orElse(null);
        if (buffer == null) {
            return newBuffer(size);
        }
        free.remove(buffer);
        sizes.set(buffer, Math.max(size, sizes.get(buffer)));
        return buffer;
    }

    private int newBuffer(int size) {
        sizes.add(size);
        return sizes.size() - 1;
    }

    private static int size(Value value) {
        return value.rows() * value.stride();
    }

    /** Returns the size of each buffer in floats per example. */
    List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    /** Returns the size of all buffers in floats per example. */
    long floats() {
        return sizes.stream().mapToLong(size -> size).sum();
    }

    /** Returns the index of a value's buffer. */
    int of(Value value) {
        return bufferOfValue.get(value.id());
    }

    /** Returns the values whose gradients are needed from an operation's backward pass on. */
    List<Value> begins(RowOperation operation) {
        return begins.get(operation);
    }
}

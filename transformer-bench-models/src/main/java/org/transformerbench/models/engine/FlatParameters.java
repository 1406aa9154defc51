package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.transformerbench.api.Tensor;

/** All parameters in one vector, in the order of their definition. */
final class FlatParameters {
    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final float[] values;
    private long version;

    FlatParameters(Map<String, Tensor> initial) {
        int size = 0;
        for (Map.Entry<String, Tensor> entry : initial.entrySet()) {
            offsets.put(entry.getKey(), size);
            shapes.put(entry.getKey(), entry.getValue().shape());
            size = Math.addExact(size, entry.getValue().size());
        }
        values = new float[size];
        set(initial);
    }

    /** The vector itself; who changes it says so with {@link #changed}. */
    float[] values() {
        return values;
    }

    /** Goes up with each change, so that copies in another layout know when they are old. */
    long version() {
        return version;
    }

    void changed() {
        version++;
    }

    /** In order. */
    Set<String> names() {
        return Collections.unmodifiableSet(offsets.keySet());
    }

    /** @throws NotLowerable if there is no such parameter, as for a variable that a model made itself */
    int offset(String name) {
        Integer offset = offsets.get(name);
        if (offset == null) {
            throw new NotLowerable("its variable '" + name + "' is no parameter of the model");
        }
        return offset;
    }

    long[] shape(String name) {
        return shapes.get(name);
    }

    int size(String name) {
        return (int) Arrays.stream(shapes.get(name)).reduce(1, (a, b) -> a * b);
    }

    void set(Map<String, Tensor> tensors) {
        join(tensors, values);
        changed();
    }

    /** Copies tensors into any vector of the same layout. */
    void join(Map<String, Tensor> tensors, float[] vector) {
        tensors.forEach(
                (name, tensor) -> System.arraycopy(tensor.values(), 0, vector, offsets.get(name), tensor.size()));
    }

    /** Any vector of the same layout, cut into tensors; copies. */
    Map<String, Tensor> cut(float[] vector) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        offsets.forEach((name, offset) -> {
            tensors.put(name, Tensor.of(Arrays.copyOfRange(vector, offset, offset + size(name)), shape(name)));
        });
        return tensors;
    }
}

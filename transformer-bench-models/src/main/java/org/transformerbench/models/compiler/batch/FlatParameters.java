package org.transformerbench.models.compiler.batch;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;

/** All parameters concatenated into one vector, in the order of their definition. */
public final class FlatParameters {
    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final float[] values;
    private long version;

    /**
     * Assigns each parameter its place in the vector.
     *
     * @param initial values by name, in order
     */
    public FlatParameters(Map<String, Tensor> initial) {
        int size = 0;
        for (Map.Entry<String, Tensor> entry : initial.entrySet()) {
            offsets.put(entry.getKey(), size);
            shapes.put(entry.getKey(), entry.getValue().shape());
            size = Math.addExact(size, entry.getValue().size());
        }
        values = new float[size];
        set(initial);
    }

    private FlatParameters(FlatParameters other) {
        offsets.putAll(other.offsets);
        shapes.putAll(other.shapes);
        values = other.values.clone();
        version = other.version;
    }

    /**
     * Copies all parameters, for work beside a session that goes on to change them.
     *
     * @return with values of its own
     */
    public FlatParameters copy() {
        return new FlatParameters(this);
    }

    /**
     * Returns the vector itself; callers report changes with {@link #changed}.
     *
     * @return not a copy
     */
    public float[] values() {
        return values;
    }

    /**
     * Returns a number that increases with each change, so that copies in another layout can tell when they are stale.
     *
     * @return from 1
     */
    public long version() {
        return version;
    }

    /** Marks the values as changed. */
    public void changed() {
        version++;
    }

    /**
     * Returns the names of the parameters.
     *
     * @return in order
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(offsets.keySet());
    }

    /**
     * Returns the offset of a parameter's first element.
     *
     * @param name of the parameter
     * @return its first element in the vector
     * @throws UnsupportedGraphException if there is no such parameter, as for a variable that a model made itself
     */
    public int offset(String name) {
        Integer offset = offsets.get(name);
        if (offset == null) {
            throw new UnsupportedGraphException("its variable '" + name + "' is no parameter of the model");
        }
        return offset;
    }

    /**
     * Copies a parameter.
     *
     * @param name of the parameter
     * @param to receives its elements
     * @throws UnsupportedGraphException if there is no such parameter
     */
    public void copy(String name, float[] to) {
        System.arraycopy(values, offset(name), to, 0, to.length);
    }

    /**
     * Returns the shape of a parameter.
     *
     * @param name of the parameter
     * @return its dimensions
     */
    public long[] shape(String name) {
        return shapes.get(name);
    }

    int size(String name) {
        return (int) Arrays.stream(shapes.get(name)).reduce(1, (a, b) -> a * b);
    }

    /**
     * Replaces the values.
     *
     * @param tensors by name
     */
    public void set(Map<String, Tensor> tensors) {
        concat(tensors, values);
        changed();
    }

    /**
     * Concatenates tensors into a vector of the same layout.
     *
     * @param tensors by name
     * @param vector changed where they are
     */
    public void concat(Map<String, Tensor> tensors, float[] vector) {
        tensors.forEach(
                (name, tensor) -> System.arraycopy(tensor.values(), 0, vector, offsets.get(name), tensor.size()));
    }

    /**
     * Splits a vector of the same layout into tensors.
     *
     * @param vector of all parameters
     * @return copies, by name
     */
    public Map<String, Tensor> split(float[] vector) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        offsets.forEach((name, offset) -> {
            tensors.put(name, Tensor.of(Arrays.copyOfRange(vector, offset, offset + size(name)), shape(name)));
        });
        return tensors;
    }
}

package org.transformerbench.models.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Tensor;

/** The parameters of one model by full name, in the order of their definition. Not thread-safe. */
public final class Parameters implements AutoCloseable {
    private final SeedStreams seeds;
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();

    /**
     * Creates an empty set of parameters; they are created as a graph declares them.
     *
     * @param seeds first values come from the stream "init", refined by the parameter's name
     */
    public Parameters(SeedStreams seeds) {
        this.seeds = seeds;
    }

    /**
     * Returns the array of a parameter, which is initialised on first use.
     *
     * @param name the full name
     * @param initializer the distribution of the first values
     * @param shape sizes of the dimensions
     * @return the shared array, float32, to be changed in place only
     * @throws ModelException if the name is known with another shape, or a first value is not finite
     */
    INDArray declare(String name, Initializer initializer, long... shape) {
        INDArray known = arrays.get(name);
        if (known == null) {
            int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
            float[] values = initializer.values(seeds.stream(SeedStreams.INIT + "/" + name), size);
            requireFinite(name, values);
            known = NativeArrays.of(values, shape);
            arrays.put(name, known);
        } else if (!Arrays.equals(known.shape(), shape)) {
            throw new ModelException("The parameter " + name + " has shape " + Arrays.toString(known.shape())
                    + " in one graph and " + Arrays.toString(shape) + " in another");
        }
        return known;
    }

    private static void requireFinite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ModelException(
                        "The parameter " + name + " begins with " + values[i] + " at index " + i + ", must be finite");
            }
        }
    }

    /**
     * Returns the arrays themselves, not copies.
     *
     * @return name to array, in order of definition; a view that cannot be changed
     */
    public Map<String, INDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /**
     * Copies all values.
     *
     * @return name to values, in order of definition
     */
    public Map<String, Tensor> toTensors() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copies.put(name, toTensor(array)));
        return copies;
    }

    /**
     * Copies an array.
     *
     * @param array float32, in any order of its elements
     * @return its values, row-major
     */
    public static Tensor toTensor(INDArray array) {
        try (INDArray rows = array.dup('c')) {
            return Tensor.of(rows.data().asFloat(), array.shape());
        }
    }

    /**
     * Replaces all values in place.
     *
     * @param values one tensor per parameter, and aliases
     * @param aliases further names of parameters; one that is there must agree with its parameter
     * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs; nothing has changed then
     */
    public void load(Map<String, Tensor> values, Map<String, String> aliases) {
        Map<String, Tensor> own = new LinkedHashMap<>(values);
        aliases.forEach((alias, name) -> {
            Tensor tied = own.remove(alias);
            if (tied != null && !tied.equals(own.computeIfAbsent(name, missing -> tied))) {
                throw new IllegalArgumentException(alias + " is tied to " + name + ", but their values differ");
            }
        });
        requireSameNames(own.keySet());
        own.forEach((name, tensor) -> {
            long[] shape = arrays.get(name).shape();
            if (!Arrays.equals(tensor.shape(), shape)) {
                throw new IllegalArgumentException("The parameter " + name + " has shape " + Arrays.toString(shape)
                        + ", not " + Arrays.toString(tensor.shape()));
            }
        });
        own.forEach((name, tensor) -> {
            try (INDArray loaded = NativeArrays.of(tensor.values(), tensor.shape())) {
                arrays.get(name).assign(loaded);
            }
        });
    }

    private void requireSameNames(Set<String> given) {
        Set<String> missing = new TreeSet<>(arrays.keySet());
        missing.removeAll(given);
        Set<String> unknown = new TreeSet<>(given);
        unknown.removeAll(arrays.keySet());
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "These are not this model's parameters; missing: " + missing + ", unknown: " + unknown);
        }
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }
}

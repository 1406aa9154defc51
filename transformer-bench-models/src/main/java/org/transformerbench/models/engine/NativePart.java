package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.RefusedOperations;
import org.transformerbench.models.samediff.SubGraph;

/**
 * Computes a {@link NativeStep} by ND4J for the whole batch, with SameDiff's own gradient; each session has its own. Not
 * thread-safe: it runs between the segments' slices.
 */
final class NativePart implements AutoCloseable {
    private final NativeStep step;
    private final Region region;
    /** What makes its gradient wrong. */
    private final Optional<ModelException> refusal;

    private final SubGraph graph;
    private final List<String> differentiable;
    private final FlatParameters parameters;
    private final SeedStreams seeds;
    private final List<Value> inputs;
    private final Value output;
    private final Map<String, INDArray> parameterArrays = new HashMap<>();
    /** What the last forward pass was fed beside parameters, for the backward pass. */
    private final Map<String, INDArray> fed = new HashMap<>();

    private long seenVersion = -1;

    /**
     * Cuts a step's operations out of a graph.
     *
     * @throws ModelException if ND4J would compute a wrong value
     * @throws NotLowerable if it cannot be cut out of the graph
     */
    NativePart(NativeStep step, ModelGraph graph, FlatParameters parameters, SeedStreams seeds) {
        this.step = step;
        this.region = step.region();
        RefusedOperations.refusal(graph, Set.copyOf(region.operations()), false).ifPresent(wrong -> {
            throw wrong;
        });
        this.refusal = RefusedOperations.refusal(graph, Set.copyOf(region.operations()), true);
        this.parameters = parameters;
        this.seeds = seeds;
        this.inputs = step.inputs();
        this.output = step.output();
        try {
            Map<String, long[]> read = new LinkedHashMap<>();
            step.hidden().forEach((name, shape) -> read.put(name, shape.of(-1)));
            region.parameters().forEach(name -> read.put(name, parameters.shape(name)));
            this.differentiable = List.copyOf(read.keySet());
            this.graph = new SubGraph(graph.sameDiff(), region.operations(), read, List.of(region.output()));
        } catch (RuntimeException e) {
            throw new NotLowerable(region.names() + " cannot be cut out of the graph (" + e.getMessage() + ")");
        }
        // As the reference trainer does: else sums would depend on the number of threads.
        Nd4j.factory().blas().setMaxThreads(1);
    }

    /**
     * Prepares its backward pass.
     *
     * @throws ModelException if it would be wrong
     * @throws NotLowerable if SameDiff has no gradient for it
     */
    void differentiate() {
        refusal.ifPresent(wrong -> {
            throw wrong;
        });
        try {
            graph.differentiate(differentiable);
        } catch (IllegalStateException e) {
            throw new NotLowerable(
                    "the part " + region.names() + " has no kernel, and alone no gradient: " + e.getMessage());
        }
    }

    /** Computes the output of a batch. */
    void forward(Crossings values, int[] tokens, int examples, long optimizerStep) {
        release();
        refresh();
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.get(i);
            feed(region.hidden().get(i), unpadded(values.value(input), input, examples), examples);
        }
        feedPlaceholders(tokens, examples, optimizerStep);
        place(graph.outputs(all(), rows(examples)).get(0), values.value(output), output, examples, false);
    }

    private long rows(int examples) {
        return (long) examples * step.positions();
    }

    private void feed(String name, float[] rows, int examples) {
        fed.put(name, array(name, rows, examples));
    }

    private INDArray array(String name, float[] rows, int examples) {
        return NativeArrays.of(rows, step.shapes().get(name).of(examples));
    }

    private void feedPlaceholders(int[] tokens, int examples, long optimizerStep) {
        for (String name : region.placeholders()) {
            DropoutSite site = step.sites().get(name);
            fed.put(
                    name,
                    site == null
                            ? NativeArrays.of(tokens, examples, step.positions())
                            : site.mask(seeds, optimizerStep, examples));
        }
    }

    private Map<String, INDArray> all() {
        Map<String, INDArray> all = new HashMap<>(fed);
        all.putAll(parameterArrays);
        return all;
    }

    /** Adds the gradients of the inputs and parameters of the batch that {@link #forward} has seen last. */
    void backward(Crossings values, int examples, float[] flatGradient) {
        float[] rows = unpadded(values.gradient(output), output, examples);
        try (INDArray upstream = array(region.output(), rows, examples)) {
            Map<String, float[]> gradients = graph.gradients(all(), List.of(upstream), rows(examples));
            for (int i = 0; i < inputs.size(); i++) {
                Value input = inputs.get(i);
                place(gradients.get(region.hidden().get(i)), values.gradient(input), input, examples, true);
            }
            for (String name : region.parameters()) {
                float[] gradient = gradients.get(name);
                for (int i = 0; i < gradient.length; i++) {
                    flatGradient[parameters.offset(name) + i] += gradient[i];
                }
            }
        }
        release();
    }

    private static float[] unpadded(float[] padded, Value value, int examples) {
        int rows = examples * value.rows();
        float[] plain = new float[rows * value.width()];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(padded, row * value.stride() + value.column(), plain, row * value.width(), value.width());
        }
        return plain;
    }

    private static void place(float[] plain, float[] padded, Value value, int examples, boolean add) {
        for (int row = 0; row < examples * value.rows(); row++) {
            int from = row * value.width();
            int to = row * value.stride() + value.column();
            for (int i = 0; i < value.width(); i++) {
                padded[to + i] = add ? padded[to + i] + plain[from + i] : plain[from + i];
            }
        }
    }

    private void refresh() {
        if (seenVersion != parameters.version()) {
            parameterArrays.values().forEach(INDArray::close);
            for (String name : region.parameters()) {
                int offset = parameters.offset(name);
                float[] values = Arrays.copyOfRange(parameters.values(), offset, offset + parameters.size(name));
                parameterArrays.put(name, NativeArrays.of(values, parameters.shape(name)));
            }
            seenVersion = parameters.version();
        }
    }

    /** Gives the batch's arrays back. */
    void release() {
        fed.values().forEach(INDArray::close);
        fed.clear();
    }

    @Override
    public void close() {
        release();
        parameterArrays.values().forEach(INDArray::close);
        graph.close();
    }
}

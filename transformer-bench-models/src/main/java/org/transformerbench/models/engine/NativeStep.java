package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.samediff.SubGraph;
import org.transformerbench.models.samediff.VariableShape;

/**
 * Operations without kernel, computed by ND4J for the whole batch, with SameDiff's own gradient. Not thread-safe: it runs
 * between the segments' slices.
 */
final class NativeStep implements Computation, AutoCloseable {
    /** What the description of one begins with. */
    static final String PREFIX = "ND4J: ";

    private final Region region;
    private final SubGraph graph;
    private final FlatParameters parameters;
    private final SeedStreams seeds;
    private final Map<String, DropoutSite> sites;
    private final int positions;
    private final Map<String, VariableShape> shapes = new LinkedHashMap<>();
    private final List<Value> inputs;
    private final Value output;
    private final Map<String, INDArray> parameterArrays = new HashMap<>();
    /** What the last forward pass was fed beside parameters, for the backward pass. */
    private final Map<String, INDArray> fed = new HashMap<>();

    private long seenVersion = -1;
    private boolean isDifferentiated;

    NativeStep(
            Region region,
            ModelGraph graph,
            Function<String, VariableShape> shapes,
            FlatParameters parameters,
            SeedStreams seeds,
            List<Value> inputs,
            Value output) {
        this.region = region;
        this.parameters = parameters;
        this.seeds = seeds;
        this.positions = graph.positions();
        this.sites = graph.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        this.inputs = inputs;
        this.output = output;
        this.shapes.put(region.output(), shapes.apply(region.output()));
        Map<String, VariableShape> hidden = new LinkedHashMap<>();
        region.hidden().forEach(name -> hidden.put(name, shapes.apply(name)));
        this.shapes.putAll(hidden);
        try {
            this.graph = new SubGraph(graph.sameDiff(), region.operations(), hidden, region.output());
        } catch (RuntimeException e) {
            throw new NotLowerable(region.names() + " cannot be cut out of the graph (" + e.getMessage() + ")");
        }
        // As the reference trainer does: else sums would depend on the number of threads.
        Nd4j.factory().blas().setMaxThreads(1);
    }

    /** @throws NotLowerable if SameDiff has no gradient for it */
    void differentiate() {
        try {
            graph.differentiate();
        } catch (IllegalStateException e) {
            throw new NotLowerable(
                    "the part " + region.names() + " has no kernel, and alone no gradient: " + e.getMessage());
        }
    }

    @Override
    public List<Value> inputs() {
        return inputs;
    }

    @Override
    public Value output() {
        return output;
    }

    Region region() {
        return region;
    }

    /** Counts how often each element of the flat vector is read. */
    void countUses(int[] uses) {
        for (String name : region.parameters()) {
            int offset = parameters.offset(name);
            for (int i = 0; i < parameters.size(name); i++) {
                uses[offset + i]++;
            }
        }
    }

    /** Computes the output of a batch. */
    void forward(Crossings values, int[] tokens, int examples, long step) {
        release();
        refresh();
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.get(i);
            feed(region.hidden().get(i), unpadded(values.value(input), input, examples), examples);
        }
        feedPlaceholders(tokens, examples, step);
        place(graph.output(all(), rows(examples)), values.value(output), output, examples, false);
    }

    private long rows(int examples) {
        return (long) examples * positions;
    }

    private void feed(String name, float[] rows, int examples) {
        fed.put(name, array(name, rows, examples));
    }

    private INDArray array(String name, float[] rows, int examples) {
        return NativeArrays.of(rows, shapes.get(name).of(examples));
    }

    private void feedPlaceholders(int[] tokens, int examples, long step) {
        for (String name : region.placeholders()) {
            DropoutSite site = sites.get(name);
            fed.put(
                    name,
                    site == null ? NativeArrays.of(tokens, examples, positions) : site.mask(seeds, step, examples));
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
            Map<String, float[]> gradients = graph.gradients(all(), upstream, rows(examples));
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
    public String describe() {
        return PREFIX + String.join(", ", region.names());
    }

    @Override
    public void close() {
        release();
        parameterArrays.values().forEach(INDArray::close);
        graph.close();
    }
}

package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.kernel.Kernels;

/** The buffers of one thread for one micro-batch, with the position of the micro-batch in the batch. */
final class Workspace {
    private final Kernels kernels;
    private final SeedStreams seeds;
    private final Map<PackedLayout, PackedTensor> parameters;
    private final float[][] activations;
    private final float[][] gradients;
    private final Map<RowOperation, float[][]> saved = new IdentityHashMap<>();
    private final Map<String, float[]> scratch = new HashMap<>();
    /** The gradient buffers; null without training. */
    private final GradientBuffers buffers;

    private Map<PackedLayout, float[]> parameterGradients = Map.of();
    private int[] tokens;
    private int firstExample;
    private int examples;
    private long optimizerStep;
    private DecodeBatch decodeBatch;

    /** Allocates buffers for a program with the parameters of an engine. */
    Workspace(
            Kernels kernels,
            RowProgram program,
            Map<PackedLayout, PackedTensor> parameters,
            SeedStreams seeds,
            int microBatchSize,
            boolean training) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.seeds = seeds;
        int count = program.values().size();
        this.activations = new float[count][];
        this.gradients = new float[count][];
        this.buffers = training ? new GradientBuffers(program) : null;
        float[][] shared = training ? arrays(buffers.sizes(), microBatchSize) : null;
        for (Value value : program.values()) {
            int size = microBatchSize * value.rows() * value.stride();
            activations[value.id()] = new float[size];
            gradients[value.id()] = training ? shared[buffers.of(value)] : null;
        }
        for (RowOperation operation : program.operations()) {
            int[] sizes = operation.savedPerExample();
            float[][] arrays = new float[sizes.length][];
            Arrays.setAll(arrays, i -> new float[sizes[i] * microBatchSize]);
            saved.put(operation, arrays);
        }
    }

    private static float[][] arrays(List<Integer> sizesPerExample, int microBatchSize) {
        return sizesPerExample.stream()
                .map(size -> new float[size * microBatchSize])
                .toArray(float[][]::new);
    }

    /** Moves to a micro-batch. */
    void begin(int[] batchTokens, int first, int count, long step, Map<PackedLayout, float[]> gradientsOfParameters) {
        tokens = batchTokens;
        firstExample = first;
        examples = count;
        optimizerStep = step;
        parameterGradients = gradientsOfParameters;
    }

    /** Clears the gradients that an operation is the first to add to, in buffers that others have used before. */
    void beginGradients(RowOperation operation) {
        buffers.begins(operation).forEach(this::clearGradient);
    }

    private void clearGradient(Value value) {
        Arrays.fill(gradients[value.id()], 0, rows(value) * value.stride(), 0);
    }

    /** Moves to rows of a decoder, each in the place of an example. */
    void begin(DecodeBatch rows) {
        begin(rows.text(), 0, rows.size(), 0, Map.of());
        decodeBatch = rows;
    }

    /** Returns the rows of a decoder. */
    DecodeBatch decodeBatch() {
        return decodeBatch;
    }

    Kernels kernels() {
        return kernels;
    }

    float[] activation(Value value) {
        return activations[value.id()];
    }

    float[] gradient(Value value) {
        return gradients[value.id()];
    }

    PackedTensor parameter(PackedLayout layout) {
        return parameters.get(layout);
    }

    /** Returns the seeds of the run, for dropout. */
    SeedStreams seeds() {
        return seeds;
    }

    float[] gradient(PackedLayout parameter) {
        return parameterGradients.get(parameter);
    }

    float[] saved(RowOperation operation, int index) {
        return saved.get(operation)[index];
    }

    /** Returns an array that any operation may overwrite. */
    float[] scratch(String name, int size) {
        float[] array = scratch.get(name);
        if (array == null || array.length < size) {
            array = new float[size];
            scratch.put(name, array);
        }
        return array;
    }

    /** Returns the token ids of the whole batch. */
    int[] tokens() {
        return tokens;
    }

    /** Returns the index of the micro-batch's first example in the batch. */
    int firstExample() {
        return firstExample;
    }

    /** Returns the number of examples of the micro-batch. */
    int examples() {
        return examples;
    }

    /** Returns the rows of a value in this micro-batch. */
    int rows(Value value) {
        return examples * value.rows();
    }

    /** Returns the number of the optimizer's step, for dropout. */
    long optimizerStep() {
        return optimizerStep;
    }
}

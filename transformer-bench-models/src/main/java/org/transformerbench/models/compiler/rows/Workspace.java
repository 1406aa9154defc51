package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.kernel.Kernels;

/** The buffers of one thread for one slice, and where in the batch the slice lies. */
final class Workspace {
    private final Kernels kernels;
    private final SeedStreams seeds;
    private final Map<Packed, PackedValues> parameters;
    private final float[][] activations;
    private final float[][] gradients;
    private final Map<Step, float[][]> kept = new IdentityHashMap<>();
    private final Map<String, float[]> scratch = new HashMap<>();
    /** Null without training. */
    private final GradientBuffers buffers;

    private Map<Packed, float[]> parameterGradients = Map.of();
    private int[] tokens;
    private int firstExample;
    private int examples;
    private long optimizerStep;
    private DecodeBatch continuation;

    /** For a program with the parameters of an engine. */
    Workspace(
            Kernels kernels,
            RowProgram program,
            Map<Packed, PackedValues> parameters,
            SeedStreams seeds,
            int sliceSize,
            boolean training) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.seeds = seeds;
        int count = program.values().size();
        this.activations = new float[count][];
        this.gradients = new float[count][];
        this.buffers = training ? new GradientBuffers(program) : null;
        float[][] shared = training ? arrays(buffers.sizes(), sliceSize) : null;
        for (Value value : program.values()) {
            int size = sliceSize * value.rows() * value.stride();
            activations[value.id()] = new float[size];
            gradients[value.id()] = training ? shared[buffers.of(value)] : null;
        }
        for (Step step : program.steps()) {
            int[] sizes = step.keptPerExample();
            float[][] arrays = new float[sizes.length][];
            Arrays.setAll(arrays, i -> new float[sizes[i] * sliceSize]);
            kept.put(step, arrays);
        }
    }

    private static float[][] arrays(List<Integer> sizesPerExample, int sliceSize) {
        return sizesPerExample.stream().map(size -> new float[size * sliceSize]).toArray(float[][]::new);
    }

    /** Moves to a slice of a batch. */
    void begin(int[] batchTokens, int first, int count, long step, Map<Packed, float[]> gradientsOfParameters) {
        tokens = batchTokens;
        firstExample = first;
        examples = count;
        optimizerStep = step;
        parameterGradients = gradientsOfParameters;
    }

    /** Clears the gradients that a step is the first to add to, in buffers that others have used before. */
    void beginGradients(Step step) {
        buffers.begins(step).forEach(this::clearGradient);
    }

    private void clearGradient(Value value) {
        Arrays.fill(gradients[value.id()], 0, rows(value) * value.stride(), 0);
    }

    /** Moves to rows of a decoder, each in an example's place. */
    void begin(DecodeBatch rows) {
        begin(rows.text(), 0, rows.size(), 0, Map.of());
        continuation = rows;
    }

    /** The rows of a decoder. */
    DecodeBatch continuation() {
        return continuation;
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

    PackedValues parameter(Packed layout) {
        return parameters.get(layout);
    }

    /** Of the run, for dropout. */
    SeedStreams seeds() {
        return seeds;
    }

    float[] gradient(Packed parameter) {
        return parameterGradients.get(parameter);
    }

    float[] kept(Step step, int index) {
        return kept.get(step)[index];
    }

    /** An array that any step may overwrite. */
    float[] scratch(String name, int size) {
        float[] array = scratch.get(name);
        if (array == null || array.length < size) {
            array = new float[size];
            scratch.put(name, array);
        }
        return array;
    }

    /** Token ids of the whole batch. */
    int[] tokens() {
        return tokens;
    }

    /** The slice's first example in the batch. */
    int firstExample() {
        return firstExample;
    }

    /** Examples of the slice. */
    int examples() {
        return examples;
    }

    /** Rows of a value in this slice. */
    int rows(Value value) {
        return examples * value.rows();
    }

    /** The number of the optimizer's step, for dropout. */
    long optimizerStep() {
        return optimizerStep;
    }
}

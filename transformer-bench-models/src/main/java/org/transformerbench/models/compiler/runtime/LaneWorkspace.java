package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.kernel.InterleavedKernels;

/** The buffers in which one worker computes a micro-batch. */
public final class LaneWorkspace {
    /**
     * Number of floats after each array, so that equal elements of neighbouring arrays are not whole pages apart: processors
     * mistake a load for one of what was just stored if the lower twelve bits of the addresses are equal, and wait.
     */
    private static final int APART = 80;

    private final InterleavedKernels kernels;
    private final SeedStreams seeds;
    private final SharedValues shared;
    private final int lanes;
    /** The saved buffers of the micro-batch, followed by the worker's own. */
    private final float[][] buffers;

    private final int saved;
    private float[][] scratch = {};
    private final Map<Integer, float[]> spaces = new HashMap<>();

    /** Arrays by the number of the operand. */
    private Operands[] operands = {};

    private float[][] sums = {};
    private int[] tokens = {};
    private int[] targets = {};
    private int first;
    private int examples;
    private long step;
    private float lossScale;
    private LossSums loss = new LossSums();
    private DecodeBatch rows;

    /**
     * Allocates the buffers.
     *
     * @param program what is run
     * @param kernels the arithmetic
     * @param seeds draw the dropout masks
     * @param shared what depends on no example
     */
    LaneWorkspace(LaneProgram program, InterleavedKernels kernels, SeedStreams seeds, SharedValues shared) {
        this.kernels = kernels;
        this.seeds = seeds;
        this.shared = shared;
        this.lanes = program.lanes();
        int[] sizes = program.bufferSizes();
        this.saved = program.savedSizes().length;
        this.buffers = new float[saved + sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            buffers[saved + i] = room(sizes[i]);
        }
    }

    static float[] room(int size) {
        return new float[size + APART];
    }

    /** Moves to a micro-batch, with the values that were saved for it. */
    void begin(
            int[] allTokens,
            int firstExample,
            int count,
            long optimizerStep,
            float[][] groupSums,
            SavedBuffers savedBuffers) {
        for (int i = 0; i < saved; i++) {
            buffers[i] = savedBuffers.of(i, firstExample / lanes);
        }
        tokens = allTokens;
        first = firstExample;
        examples = count;
        step = optimizerStep;
        sums = groupSums;
    }

    /** Moves to rows of a decoder, one per lane. */
    void begin(DecodeBatch continuation) {
        rows = continuation;
        tokens = new int[rows.size()];
        Arrays.setAll(tokens, rows::token);
        first = 0;
        examples = tokens.length;
    }

    /** Returns the rows of a decoder. */
    DecodeBatch rows() {
        return rows;
    }

    /** Sets the targets of the micro-batch, and the sums to which their loss is added. */
    void setTargets(int[] allTargets, float scale, LossSums group) {
        targets = allTargets;
        lossScale = scale;
        loss = group;
    }

    InterleavedKernels kernels() {
        return kernels;
    }

    int lanes() {
        return lanes;
    }

    SeedStreams seeds() {
        return seeds;
    }

    float[] shared(int index) {
        return shared.array(index);
    }

    float[] buffer(int index) {
        return buffers[index];
    }

    /** Returns temporary arrays for a chunk, valid during one chain. */
    float[][] scratch(int count) {
        if (scratch.length < count) {
            float[][] more = Arrays.copyOf(scratch, count);
            for (int i = scratch.length; i < count; i++) {
                more[i] = new float[ChainInstruction.chunk(lanes) + APART];
            }
            scratch = more;
        }
        return scratch;
    }

    /** Returns an array with undefined content that an instruction may overwrite. */
    float[] space(int number, int size) {
        float[] space = spaces.get(number);
        if (space == null || space.length < size) {
            space = new float[size];
            spaces.put(number, space);
        }
        return space;
    }

    /** Returns an array for a number of operands, to be filled for each call. */
    Operands operands(int count) {
        if (operands.length <= count) {
            int before = operands.length;
            operands = Arrays.copyOf(operands, count + 1);
            for (int i = before; i <= count; i++) {
                operands[i] = Operands.of(i);
            }
        }
        return operands[count];
    }

    float[] sum(int index) {
        return sums[index];
    }

    int[] tokens() {
        return tokens;
    }

    int[] targets() {
        return targets;
    }

    int first() {
        return first;
    }

    int examples() {
        return examples;
    }

    /** Returns the example in a lane; the remaining lanes repeat the last one. */
    int example(int lane) {
        return first + Math.min(lane, examples - 1);
    }

    long step() {
        return step;
    }

    float lossScale() {
        return lossScale;
    }

    LossSums loss() {
        return loss;
    }
}

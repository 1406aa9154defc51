package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.kernel.InterleavedKernels;

/** What one worker computes a micro-batch in. */
public final class Frame {
    /**
     * Floats behind each array, so that equal elements of neighbouring arrays are no whole pages apart: processors take a load for
     * one of what was just stored if the lower twelve bits of the addresses are equal, and wait.
     */
    private static final int APART = 80;

    private final InterleavedKernels kernels;
    private final SeedStreams seeds;
    private final SharedValues shared;
    private final int lanes;
    /** First what is saved for the whole batch, as of the micro-batch; then the worker's own. */
    private final float[][] buffers;

    private final int saved;
    private float[][] scratch = {};
    private final Map<Integer, float[]> spaces = new HashMap<>();

    /** By their number. */
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
     * Without a micro-batch.
     *
     * @param program what is run
     * @param kernels the arithmetic
     * @param seeds draw the dropout masks
     * @param shared what depends on no example
     */
    Frame(LaneProgram program, InterleavedKernels kernels, SeedStreams seeds, SharedValues shared) {
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

    /** Takes up a micro-batch, with what is saved of it. */
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

    /** Takes up rows of a decoder, a lane each. */
    void begin(DecodeBatch continuation) {
        rows = continuation;
        tokens = new int[rows.size()];
        Arrays.setAll(tokens, rows::token);
        first = 0;
        examples = tokens.length;
    }

    /** The rows of a decoder. */
    DecodeBatch rows() {
        return rows;
    }

    /** Says what the micro-batch's targets are, and where their loss is added up. */
    void judge(int[] allTargets, float scale, LossSums group) {
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

    /** Spaces for a chunk of a chain, whose content lasts as long as the chain. */
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

    /** An array that an instruction may overwrite, and finds overwritten. */
    float[] space(int number, int size) {
        float[] space = spaces.get(number);
        if (space == null || space.length < size) {
            space = new float[size];
            spaces.put(number, space);
        }
        return space;
    }

    /** Room for so many operands, to be filled for each call. */
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

    /** The example in a lane; the last one is repeated in lanes that are left. */
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

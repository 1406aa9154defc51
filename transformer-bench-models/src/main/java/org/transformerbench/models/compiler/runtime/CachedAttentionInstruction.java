package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.Optional;
import org.transformerbench.models.compiler.decode.CachedHeads;
import org.transformerbench.models.compiler.decode.CachedLanes;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.compiler.decode.KeyValueCache;
import org.transformerbench.models.compiler.op.CachedAttention;
import org.transformerbench.models.kernel.Strides;

/**
 * An instruction that computes the attention of a decoder's rows to the earlier positions; see {@link CachedAttention}. A row is
 * a lane; keys and values are saved row by row, where products of matrices read them.
 */
public final class CachedAttentionInstruction implements Instruction {

    /** An operand whose last dimension is a row of each head. */
    private static final class Heads {
        private final Operand operand;
        private final int[] elements;
        private final int width;
        private final int count;
        /** For each head of the result, the head of the operand that it reads. */
        private final int[] read;

        Heads(Operand operand, View result) {
            View view = operand.view();
            int rank = view.rank();
            this.operand = operand;
            this.elements = view.elements();
            this.width = view.dims()[rank - 1];
            this.count = elements.length / width;
            this.read = number(view, result);
        }

        private static int[] number(View view, View result) {
            int[] own = view.dims().clone();
            own[0] = 1;
            own[own.length - 2] = 1;
            own[own.length - 1] = 1;
            int[] all = result.dims().clone();
            all[0] = 1;
            all[all.length - 1] = 1;
            return View.rowMajor(new float[0], own).broadcastTo(all).elements();
        }

        /** Returns a head of all lanes, shape (1, width). */
        Strides all(LaneWorkspace work, int head) {
            int step = operand.view().strides()[operand.view().rank() - 1];
            return new Strides(operand.data(work), elements[head * width], width * step, step);
        }

        /** Copies neighbouring lanes of a head into rows. */
        void copy(LaneWorkspace work, int head, int lane, int rows, float[] to) {
            float[] x = operand.data(work);
            for (int i = 0; i < width; i++) {
                int from = elements[head * width + i] + lane;
                for (int row = 0; row < rows; row++) {
                    to[row * width + i] = x[from + row];
                }
            }
        }
    }

    private final CachedAttention attention;
    private final Heads queries;
    private final Heads keys;
    private final Heads values;
    private final Optional<Operand> bias;
    /** Returns the offset of each head's bias. */
    private final int[] biases;

    private final Heads output;

    /**
     * Creates the instruction.
     *
     * @param attention index and scale
     * @param query shape (..., 1, K)
     * @param key shape (..., 1, K)
     * @param value shape (..., 1, N)
     * @param bias shape (..., T, T), shared; empty for none
     * @param output shape (..., 1, N)
     */
    public CachedAttentionInstruction(
            CachedAttention attention,
            Operand query,
            Operand key,
            Operand value,
            Optional<Operand> bias,
            Operand output) {
        View result = output.view();
        this.attention = attention;
        this.queries = new Heads(query, result);
        this.keys = new Heads(key, result);
        this.values = new Heads(value, result);
        this.output = new Heads(output, result);
        this.bias = bias.map(operand -> operand.with(square(operand.view(), result)));
        this.biases = this.bias
                .map(operand -> MatmulOperands.matrices(operand.view()))
                .orElse(new int[0]);
    }

    /** Returns whether there is a bias for each head and each pair of positions. */
    private static View square(View bias, View result) {
        int rank = result.rank();
        int[] dims = result.dims().clone();
        int size = Math.max(bias.dims()[bias.rank() - 1], bias.dims()[bias.rank() - 2]);
        dims[0] = 1;
        dims[rank - 2] = size;
        dims[rank - 1] = size;
        return bias.broadcastTo(dims);
    }

    /**
     * Returns which of the model's attentions it is.
     *
     * @return from 0
     */
    public int index() {
        return attention.index();
    }

    /**
     * Returns the sizes of the keys and values that it caches.
     *
     * @return heads and widths
     */
    public KeyValueCache.Sizes sizes() {
        return new KeyValueCache.Sizes(keys.count, keys.width, values.count, values.width);
    }

    @Override
    public void run(LaneWorkspace work) {
        if (work.rows().cache().isInterleaved()) {
            runTogether(work);
        } else {
            runApart(work);
        }
    }

    private void runTogether(LaneWorkspace work) {
        DecodeBatch rows = work.rows();
        CachedLanes saved = rows.cache().lanes(attention.index());
        int position = rows.firstPosition();
        int group = rows.firstSequence() / work.lanes();
        for (int head = 0; head < keys.count; head++) {
            saved.keepKey(group, head, position, keys.all(work, head));
        }
        for (int head = 0; head < values.count; head++) {
            saved.keepValue(group, head, position, values.all(work, head));
        }
        float[] scores = work.space(0, saved.weightFloats());
        float[] weights = work.space(1, saved.weightFloats());
        for (int head = 0; head < output.count; head++) {
            saved.attend(
                    group,
                    keys.read[head],
                    values.read[head],
                    queries.all(work, queries.read[head]),
                    position,
                    attention.scale(),
                    bias(work, head),
                    scores,
                    weights,
                    output.all(work, head));
        }
    }

    private void runApart(LaneWorkspace work) {
        DecodeBatch rows = work.rows();
        CachedHeads saved = rows.cache().heads(attention.index());
        int count = rows.positions();
        int first = rows.firstPosition();
        float[] row = work.space(0, count * Math.max(queries.width, Math.max(keys.width, values.width)));
        float[] weights = work.space(1, count * saved.weightStride());
        float[] results = work.space(2, count * saved.resultStride());
        for (int local = 0; local < rows.sequences(); local++) {
            int lane = local * count;
            int sequence = rows.firstSequence() + local;
            for (int head = 0; head < keys.count; head++) {
                keys.copy(work, head, lane, count, row);
                saved.keepKeys(sequence * keys.count + head, row, 0, keys.width, first, count);
            }
            for (int head = 0; head < values.count; head++) {
                values.copy(work, head, lane, count, row);
                saved.keepValues(sequence * values.count + head, row, 0, values.width, first, count);
            }
            for (int head = 0; head < output.count; head++) {
                queries.copy(work, queries.read[head], lane, count, row);
                saved.attend(
                        sequence * keys.count + keys.read[head],
                        sequence * values.count + values.read[head],
                        row,
                        0,
                        queries.width,
                        first,
                        count,
                        attention.scale(),
                        bias(work, head),
                        weights,
                        results);
                give(work, head, lane, count, results, saved.resultStride());
            }
        }
    }

    private Strides bias(LaneWorkspace work, int head) {
        return bias.map(operand -> MatmulOperands.strides(operand.data(work), operand.view(), biases[head]))
                .orElse(null);
    }

    /** Writes results; lanes without a row repeat the last one. */
    private void give(LaneWorkspace work, int head, int lane, int rows, float[] results, int stride) {
        float[] y = output.operand.data(work);
        for (int i = 0; i < output.width; i++) {
            int to = output.elements[head * output.width + i];
            for (int row = 0; row < rows; row++) {
                y[to + lane + row] = results[row * stride + i];
            }
            Arrays.fill(y, to + lane + rows, to + work.lanes(), y[to + lane + rows - 1]);
        }
    }
}

package org.transformerbench.models.kernel;

import org.transformerbench.models.kernel.BlockedSpace.Head;

/**
 * {@link AttentionKernels} for any width of a head and any number of positions: one head at a time, in blocks of
 * some queries and the keys that at least one of them sees, so that of what is hidden from a whole block nothing is computed.
 * The weights of a block have a row per key and a lane per query; a head's blocks follow each other.
 */
public final class BlockedAttention {
    private final HeadLayout layout;
    private final QueryLanes lanes;
    private final Strided queries;
    private final Strided keys;
    private final Strided values;
    private final float[] weights;
    private final BlockedSpace space;
    private final int positions;
    private final int width;
    private final Strided transposed;
    private final Strided headKeys;
    private final Strided headValues;
    private final Strided headOut;
    private final boolean drops;

    /**
     * Attention of all heads.
     *
     * @param layout of the heads
     * @param lanes computes blocks
     * @param space of the calling thread
     * @param queries rows of all heads, shape (B T, H K)
     * @param keys like the queries
     * @param values like the queries
     * @param weights {@link #weights} for each head of each example
     */
    public BlockedAttention(
            HeadLayout layout,
            QueryLanes lanes,
            BlockedSpace space,
            Strided queries,
            Strided keys,
            Strided values,
            float[] weights) {
        this.layout = layout;
        this.lanes = lanes;
        this.space = space;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.weights = weights;
        this.positions = layout.positions();
        this.width = layout.headWidth();
        this.transposed = space.transposed;
        this.headKeys = space.head(Head.KEYS);
        this.headValues = space.head(Head.VALUES);
        this.headOut = space.head(Head.OUT);
        this.drops = layout.dropout() > 0;
    }

    /**
     * How many weights a head has.
     *
     * @param positions T
     * @param block queries of a block
     * @return padding included
     */
    public static int weights(int positions, int block) {
        int size = 0;
        for (int query = 0; query < positions; query += block) {
            int count = Math.min(block, positions - query);
            size += (query + count) * Kernels.stride(count);
        }
        return size;
    }

    private int units() {
        return layout.examples() * layout.heads();
    }

    /**
     * Computes the weights, which are saved for the backward pass, and the result.
     *
     * @param out overwritten, like the queries
     */
    public void forward(Strided out) {
        int size = weights(layout.positions(), lanes.block());
        for (int unit = 0; unit < units(); unit++) {
            HeadCopy.transpose(HeadCopy.head(queries, layout, unit), layout, layout.scale(), transposed);
            HeadCopy.copy(HeadCopy.head(keys, layout, unit), layout, headKeys);
            HeadCopy.copy(HeadCopy.head(values, layout, unit), layout, headValues);
            forward(unit, unit * size);
            HeadCopy.set(headOut, layout, HeadCopy.head(out, layout, unit));
        }
    }

    private void forward(int unit, int first) {
        int at = first;
        for (int query = 0; query < positions; query += lanes.block()) {
            int count = Math.min(lanes.block(), positions - query);
            int seen = query + count;
            int n = Kernels.stride(count);
            Strided block = new Strided(weights, at, n);
            Strided right = transposed.column(query);
            if (query > 0) {
                lanes.product(headKeys, false, right, null, block, query, width, n);
            }
            lanes.product(headKeys.from(query), false, right, space.hidden, block.from(query), count, width, n);
            lanes.softmax(weights, at, seen, n);
            Strided kept = drop(unit, query, block, seen);
            lanes.product(kept, true, headValues, null, headOut.from(query), count, seen, headOut.stride());
            at += seen * n;
        }
    }

    /** The weights that are left, or all of them where there is no dropout. */
    private Strided drop(int unit, int query, Strided block, int seen) {
        if (!drops) {
            return block;
        }
        int index = layout.maskIndex(unit / layout.heads(), unit % layout.heads(), query);
        int laneStep = Kernels.stride(positions);
        lanes.drop(layout, index, laneStep, block.array(), block.offset(), space.dropped, seen, block.stride());
        return new Strided(space.dropped, 0, block.stride());
    }

    /**
     * Adds the gradients, with the weights of the forward pass.
     *
     * @param dOut gradient of the result
     * @param dQueries is added to, as are the next two
     * @param dKeys of the keys
     * @param dValues of the values
     */
    public void backward(Strided dOut, Strided dQueries, Strided dKeys, Strided dValues) {
        Gradients gradients = new Gradients();
        int size = weights(layout.positions(), lanes.block());
        for (int unit = 0; unit < units(); unit++) {
            HeadCopy.copy(HeadCopy.head(queries, layout, unit), layout, gradients.headQueries);
            HeadCopy.copy(HeadCopy.head(keys, layout, unit), layout, headKeys);
            HeadCopy.copy(HeadCopy.head(values, layout, unit), layout, headValues);
            Strided d = HeadCopy.head(dOut, layout, unit);
            HeadCopy.copy(d, layout, headOut);
            HeadCopy.transpose(d, layout, 1, transposed);
            gradients.backward(unit, unit * size);
            add(gradients.dQueries, dQueries, unit);
            add(gradients.dKeys, dKeys, unit);
            add(gradients.dValues, dValues, unit);
        }
    }

    private void add(Strided gradient, Strided rows, int unit) {
        lanes.add(gradient, HeadCopy.head(rows, layout, unit), positions, width);
    }

    /** The backward pass: {@code headOut} and {@code transposed} hold the gradient of the output. */
    private final class Gradients {
        private final Strided headQueries = space.head(Head.QUERIES);
        private final Strided dQueries = space.head(Head.D_QUERIES);
        private final Strided dKeys = space.head(Head.D_KEYS);
        private final Strided dValues = space.head(Head.D_VALUES);
        private final float[] dWeights = space.dWeights();

        void backward(int unit, int first) {
            HeadCopy.clear(dKeys);
            HeadCopy.clear(dValues);
            int at = first;
            for (int query = 0; query < positions; query += lanes.block()) {
                int count = Math.min(lanes.block(), positions - query);
                int seen = query + count;
                int n = Kernels.stride(count);
                Strided block = new Strided(weights, at, n);
                Strided dBlock = new Strided(dWeights, 0, n);
                lanes.product(headValues, false, transposed.column(query), null, dBlock, seen, width, n);
                Strided kept = block;
                if (drops) {
                    lanes.dropBackward(weights, at, space.dropped, dWeights, seen, n, 1 / (1 - layout.dropout()));
                    kept = new Strided(space.dropped, 0, n);
                }
                lanes.product(kept, false, headOut.from(query), dValues, dValues, seen, count, dValues.stride());
                lanes.softmaxBackward(weights, at, dWeights, seen, n, layout.scale());
                lanes.product(dBlock, false, headQueries.from(query), dKeys, dKeys, seen, count, dKeys.stride());
                lanes.product(dBlock, true, headKeys, null, dQueries.from(query), count, seen, dQueries.stride());
                at += seen * n;
            }
        }
    }
}

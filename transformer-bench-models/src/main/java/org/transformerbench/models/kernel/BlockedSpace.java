package org.transformerbench.models.kernel;

import java.util.Arrays;

/**
 * One thread's matrices for {@link BlockedAttention}, of one shape. What a call leaves in them the next one overwrites, so they
 * serve any number of calls, and stay in the caches. Those of the backward pass are made when they are first needed.
 */
public final class BlockedSpace {
    /** A row per column of a head, a lane per position. */
    final Strided transposed;

    /** What is added to the scores on the diagonal: minus infinity where the key comes after the query. */
    final Strided hidden;

    /** Weights of a block after dropout; empty without. */
    final float[] dropped;

    private final int positions;
    private final int width;
    private final int block;
    private final Strided[] heads = new Strided[Head.values().length];
    private float[] dWeights;

    /** The matrices with the rows of one head. */
    enum Head {
        QUERIES,
        KEYS,
        VALUES,
        OUT,
        D_QUERIES,
        D_KEYS,
        D_VALUES
    }

    private BlockedSpace(HeadLayout layout, int block) {
        this.positions = layout.positions();
        this.width = layout.headWidth();
        this.block = block;
        this.transposed = HeadCopy.matrix(width, positions);
        this.hidden = HeadCopy.matrix(block, block);
        for (int key = 0; key < block; key++) {
            Arrays.fill(hidden.array(), hidden.row(key), hidden.row(key) + key, Float.NEGATIVE_INFINITY);
        }
        this.dropped = new float[layout.dropout() > 0 ? positions * block : 0];
    }

    /**
     * Returns the thread's matrices, made anew if those that it has are of another shape.
     *
     * @param last those of the last call
     * @param layout of the heads
     * @param block queries of a block
     * @return matrices that fit
     */
    public static BlockedSpace of(PerThread<BlockedSpace> last, HeadLayout layout, int block) {
        BlockedSpace space = last.get();
        if (space == null || !space.fits(layout, block)) {
            space = new BlockedSpace(layout, block);
            last.set(space);
        }
        return space;
    }

    private boolean fits(HeadLayout layout, int queries) {
        return positions == layout.positions()
                && width == layout.headWidth()
                && block == queries
                && dropped.length > 0 == layout.dropout() > 0;
    }

    /** Returns the rows of one head. */
    Strided head(Head which) {
        if (heads[which.ordinal()] == null) {
            heads[which.ordinal()] = HeadCopy.matrix(positions, width);
        }
        return heads[which.ordinal()];
    }

    /** Returns gradients of a block's weights. */
    float[] dWeights() {
        if (dWeights == null) {
            dWeights = new float[positions * block];
        }
        return dWeights;
    }
}

package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.PerThread;

/**
 * One thread's arrays for {@link VectorShortAttention}, of one shape. What an example leaves in them the next one overwrites, or it is
 * what a constructor wrote; so they serve any number of calls.
 */
final class GroupedSpace {
    /** One query's row or column of each head that shares a vector. */
    final float[] transposed;

    final float[] lanes;
    /** Rows (key, head). */
    final float[] byKey;
    /** Rows (head, query), zero beyond the last query: the weights of those lanes mean nothing. */
    final float[] byQuery;

    final float[] dropped;
    final float[] dWeights;
    final float[] hidden;
    private final int length;
    private final int positions;
    private final int headWidth;

    private GroupedSpace(int length, HeadLayout layout) {
        this.length = length;
        this.positions = layout.positions();
        this.headWidth = layout.headWidth();
        int heads = length / headWidth;
        int stride = Kernels.stride(positions);
        this.transposed = new float[length * stride];
        this.lanes = lanes(length, headWidth);
        this.byKey = new float[positions * heads * length];
        this.byQuery = new float[heads * stride * length];
        this.dropped = new float[positions * heads * stride];
        this.dWeights = new float[positions * heads * stride];
        this.hidden = hidden(positions, stride);
    }

    /**
     * The thread's arrays, made anew if those that it has are of another shape.
     *
     * @param last those of the last call
     * @param length lanes of a vector
     */
    static GroupedSpace of(PerThread<GroupedSpace> last, int length, HeadLayout layout) {
        GroupedSpace space = last.get();
        if (space == null || !space.fits(length, layout)) {
            space = new GroupedSpace(length, layout);
            last.set(space);
        }
        return space;
    }

    private boolean fits(int lanesOfVector, HeadLayout layout) {
        return length == lanesOfVector && positions == layout.positions() && headWidth == layout.headWidth();
    }

    /** What is added to the score of (key, query): minus infinity where the key comes after the query. */
    private static float[] hidden(int positions, int stride) {
        float[] hidden = new float[positions * stride];
        for (int key = 0; key < positions; key++) {
            for (int query = 0; query < key; query++) {
                hidden[key * stride + query] = Float.NEGATIVE_INFINITY;
            }
        }
        return hidden;
    }

    /** A vector per head, one in the head's lanes and zero in the others. */
    private static float[] lanes(int length, int headWidth) {
        int heads = length / headWidth;
        float[] lanes = new float[heads * length];
        for (int lane = 0; lane < length; lane++) {
            lanes[lane / headWidth * length + lane] = 1;
        }
        return lanes;
    }
}

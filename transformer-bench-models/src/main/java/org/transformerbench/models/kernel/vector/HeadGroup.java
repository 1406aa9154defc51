package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/**
 * What {@link GroupedAttention} is made of: work on vectors that hold several heads, or the weights of several queries.
 */
interface HeadGroup extends MatrixProduct {
    /** Lanes of a vector, a power of two. */
    int length();

    /** Softmax over the keys, for as many queries as a vector has lanes. */
    void softmax(float[] x, int at, int step, int keys);

    /** dp becomes scale |p| (dp - sum(|p| dp)), with the sum over the keys; see {@link QueryLanes#drop} for the sign of p. */
    void softmaxBackward(float[] p, int pAt, float[] dp, int dpAt, int step, int keys, float scale);

    /**
     * For each row one vector per head, zero outside of the head's lanes.
     *
     * @param lanes a vector per head, one in the head's lanes and zero in the others
     * @param rowStep vectors from one row to the next
     * @param headStep vectors from one head to the next
     */
    void spread(
            Strided rows,
            int first,
            int column,
            int count,
            float[] lanes,
            int heads,
            float[] to,
            int rowStep,
            int headStep);

    /**
     * Weights times the mask, and gradients times the mask where there are some.
     *
     * @param head the first of the vector's heads
     * @param gradients null for none
     * @param dropped receives the weights
     */
    void drop(
            HeadLayout layout,
            int example,
            int head,
            int heads,
            float[] weights,
            int at,
            float[] gradients,
            float[] dropped);
}

package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.INTS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;

import jdk.incubator.vector.IntVector;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;

/** On vectors. */
final class VectorHeadGroup implements HeadGroup {
    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public void product(
            float[] x,
            int xOffset,
            int rowStep,
            int innerStep,
            float[] w,
            int wOffset,
            int wStep,
            float[] addend,
            int addendOffset,
            int addendStep,
            float[] y,
            int yOffset,
            int yStep,
            int rows,
            int inner,
            int n) {
        VectorMatmul.product(
                x,
                xOffset,
                rowStep,
                innerStep,
                w,
                wOffset,
                wStep,
                addend,
                addendOffset,
                addendStep,
                y,
                yOffset,
                yStep,
                rows,
                inner,
                n);
    }

    @Override
    public void softmax(float[] x, int at, int step, int keys) {
        VectorAttentionRows.softmax(x, at, step, keys);
    }

    @Override
    public void softmaxBackward(float[] p, int pAt, float[] dp, int dpAt, int step, int keys, float scale) {
        VectorAttentionRows.softmaxBackward(p, pAt, dp, dpAt, step, keys, scale);
    }

    @Override
    public void spread(
            Strided rows,
            int first,
            int column,
            int count,
            float[] lanes,
            int heads,
            float[] to,
            int rowStep,
            int headStep) {
        float[] from = rows.array();
        for (int head = 0; head < heads; head++) {
            int at = rows.row(first) + column;
            int target = head * headStep * LENGTH;
            for (int row = 0; row < count; row++, at += rows.stride(), target += rowStep * LENGTH) {
                load(from, at).mul(load(lanes, head * LENGTH)).intoArray(to, target);
            }
        }
    }

    @Override
    public void drop(
            HeadLayout layout,
            int example,
            int head,
            int heads,
            float[] weights,
            int at,
            float[] gradients,
            float[] dropped) {
        int positions = layout.positions();
        int stride = Kernels.stride(positions);
        IntVector steps = IntVector.zero(INTS).addIndex(1).mul(stride);
        int upper = (int) (layout.key() >>> 32);
        int lower = (int) layout.key();
        int threshold = DropoutMask.threshold(layout.dropout());
        int kept = Float.floatToRawIntBits(1 / (1 - layout.dropout()));
        for (int h = 0; h < heads; h++) {
            for (int query = 0; query < stride; query += LENGTH) {
                IntVector index = steps.add(layout.maskIndex(example, head + h, query));
                int place = h * stride + query;
                for (int key = 0; key < positions; key++, place += heads * stride) {
                    var factors = VectorMath.dropoutFactors(index.add(key), upper, lower, threshold, kept);
                    load(weights, at + place).mul(factors).intoArray(dropped, place);
                    if (gradients != null) {
                        load(gradients, place).mul(factors).intoArray(gradients, place);
                    }
                }
            }
        }
    }
}

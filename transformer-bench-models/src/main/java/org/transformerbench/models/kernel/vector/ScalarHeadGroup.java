package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strided;
import org.transformerbench.models.kernel.plain.PlainKernels;

/** {@link VectorHeadGroup} number by number. */
final class ScalarHeadGroup implements HeadGroup {
    private final int length;
    private final ScalarMatmul products;

    ScalarHeadGroup(PlainKernels plain, int lanes) {
        this.length = lanes;
        this.products = new ScalarMatmul(plain, lanes);
    }

    @Override
    public int length() {
        return length;
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
        products.product(
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
        int end = at + keys * step;
        for (int lane = 0; lane < length; lane++) {
            float largest = x[at + lane];
            for (int i = at + step; i < end; i += step) {
                largest = Math.max(largest, x[i + lane]);
            }
            float sum = 0;
            for (int i = at; i < end; i += step) {
                float e = ScalarMath.exp(x[i + lane] - largest);
                x[i + lane] = e;
                sum += e;
            }
            float inverse = 1 / sum;
            for (int i = at; i < end; i += step) {
                x[i + lane] *= inverse;
            }
        }
    }

    @Override
    public void softmaxBackward(float[] p, int pAt, float[] dp, int dpAt, int step, int keys, float scale) {
        for (int lane = 0; lane < length; lane++) {
            float dot = 0;
            for (int i = 0, at = lane; i < keys; i++, at += step) {
                dot = Math.fma(Math.abs(p[pAt + at]), dp[dpAt + at], dot);
            }
            for (int i = 0, at = lane; i < keys; i++, at += step) {
                float centred = (dp[dpAt + at] - dot) * scale;
                dp[dpAt + at] = Math.abs(p[pAt + at]) * centred;
            }
        }
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
            int target = head * headStep * length;
            for (int row = 0; row < count; row++, at += rows.stride(), target += rowStep * length) {
                for (int lane = 0; lane < length; lane++) {
                    to[target + lane] = from[at + lane] * lanes[head * length + lane];
                }
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
        for (int h = 0; h < heads; h++) {
            for (int query = 0; query < stride; query++) {
                int index = layout.maskIndex(example, head + h, 0) + query * stride;
                int place = h * stride + query;
                for (int key = 0; key < positions; key++, place += heads * stride) {
                    float factor = DropoutMask.factor(layout.key(), index + key, layout.dropout());
                    dropped[place] = weights[at + place] * factor;
                    if (gradients != null) {
                        gradients[place] *= factor;
                    }
                }
            }
        }
    }
}

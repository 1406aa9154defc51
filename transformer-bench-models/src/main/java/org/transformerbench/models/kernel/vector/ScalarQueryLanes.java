package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** {@link VectorQueryLanes} number by number. */
final class ScalarQueryLanes implements QueryLanes {
    private static final int SIGN = 1 << 31;

    private final HeadGroup group;

    ScalarQueryLanes(HeadGroup group) {
        this.group = group;
    }

    @Override
    public int block() {
        return 32;
    }

    @Override
    public void product(
            Strided x, boolean transposed, Strided w, Strided addend, Strided y, int rows, int inner, int n) {
        group.product(
                x.array(),
                x.offset(),
                transposed ? 1 : x.stride(),
                transposed ? x.stride() : 1,
                w.array(),
                w.offset(),
                w.stride(),
                addend == null ? null : addend.array(),
                addend == null ? 0 : addend.offset(),
                addend == null ? 0 : addend.stride(),
                y.array(),
                y.offset(),
                y.stride(),
                rows,
                inner,
                n);
    }

    @Override
    public void softmax(float[] x, int at, int keys, int lanes) {
        for (int lane = 0; lane < lanes; lane += group.length()) {
            group.softmax(x, at + lane, lanes, keys);
        }
    }

    @Override
    public void softmaxBackward(float[] p, int at, float[] dp, int keys, int lanes, float scale) {
        for (int lane = 0; lane < lanes; lane += group.length()) {
            group.softmaxBackward(p, at + lane, dp, lane, lanes, keys, scale);
        }
    }

    @Override
    public void drop(HeadLayout layout, int index, int laneStep, float[] x, int at, float[] y, int keys, int lanes) {
        int threshold = DropoutMask.threshold(layout.dropout());
        float kept = 1 / (1 - layout.dropout());
        for (int lane = 0; lane < lanes; lane++) {
            int first = index + lane * laneStep;
            for (int key = 0, place = lane; key < keys; key++, place += lanes) {
                float weight = x[at + place];
                if (DropoutMask.bits(layout.key(), first + key) < threshold) {
                    y[place] = 0;
                    x[at + place] = Float.intBitsToFloat(Float.floatToRawIntBits(weight) | SIGN);
                } else {
                    y[place] = weight * kept;
                }
            }
        }
    }

    @Override
    public void dropBackward(float[] x, int at, float[] y, float[] dy, int keys, int lanes, float kept) {
        int size = keys * lanes;
        for (int i = 0; i < size; i++) {
            float weight = x[at + i];
            float factor = Math.min(Math.max(weight, 0) * FastMath.HUGE * FastMath.HUGE, kept);
            y[i] = weight * factor;
            dy[i] *= factor;
        }
    }

    @Override
    public void add(Strided x, Strided y, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            int from = x.row(row);
            int to = y.row(row);
            for (int i = 0; i < columns; i++) {
                y.array()[to + i] += x.array()[from + i];
            }
        }
    }
}

package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.INTS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** On vectors: each holds one key's weights of some queries, so that sums over keys need no exchange of lanes. */
final class VectorQueryLanes implements QueryLanes {
    private static final int SIGN = 1 << 31;

    /** Two 512-bit vectors, as wide as the widest block of {@link VectorMatmul}. */
    @Override
    public int block() {
        return 32;
    }

    @Override
    public void product(
            Strided x, boolean transposed, Strided w, Strided addend, Strided y, int rows, int inner, int n) {
        VectorMatmul.product(
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
        for (int lane = 0; lane < lanes; lane += LENGTH) {
            VectorAttentionRows.vectorSoftmax(x, at + lane, lanes, keys);
        }
    }

    @Override
    public void softmaxBackward(float[] p, int at, float[] dp, int keys, int lanes, float scale) {
        for (int lane = 0; lane < lanes; lane += LENGTH) {
            VectorAttentionRows.vectorSoftmaxBackward(p, at + lane, dp, lane, lanes, keys, scale);
        }
    }

    /**
     * As {@link VectorMatmul#product}, one method of more bytecode than C2 inlines, with {@link VectorMath#dropoutFactors}'
     * hash written out: within a caller that has inlined an exponential there is no room left for its vectors, which would
     * become objects. That the bounds are checked at once is part of that size.
     */
    @Override
    public void drop(HeadLayout layout, int index, int laneStep, float[] x, int at, float[] y, int keys, int lanes) {
        Objects.checkFromIndexSize(at, keys * lanes, x.length);
        Objects.checkFromIndexSize(0, keys * lanes, y.length);
        IntVector steps = IntVector.zero(INTS).addIndex(1).mul(laneStep);
        int upper = (int) (layout.key() >>> 32);
        int lower = (int) layout.key();
        int threshold = DropoutMask.threshold(layout.dropout());
        float kept = 1 / (1 - layout.dropout());
        for (int lane = 0; lane < lanes; lane += LENGTH) {
            IntVector first = steps.add(index + lane * laneStep);
            for (int key = 0, place = lane; key < keys; key++, place += lanes) {
                IntVector h = first.add(key).lanewise(VectorOperators.XOR, upper);
                h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16))
                        .mul(DropoutMask.MULTIPLIER_1);
                h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15))
                        .add(lower)
                        .mul(DropoutMask.MULTIPLIER_2);
                h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15))
                        .lanewise(VectorOperators.LSHR, 1);
                // All bits of the sign of the difference.
                IntVector dropped = h.sub(threshold).lanewise(VectorOperators.ASHR, 31);
                FloatVector weights = load(x, at + place);
                weights.mul(kept)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.AND, dropped.lanewise(VectorOperators.NOT))
                        .reinterpretAsFloats()
                        .intoArray(y, place);
                weights.reinterpretAsInts()
                        .lanewise(VectorOperators.OR, dropped.lanewise(VectorOperators.AND, SIGN))
                        .reinterpretAsFloats()
                        .intoArray(x, at + place);
            }
        }
    }

    @Override
    public void dropBackward(float[] x, int at, float[] y, float[] dy, int keys, int lanes, float kept) {
        int size = keys * lanes;
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector weights = load(x, at + i);
            // As a mask of bits this takes Java 17 five times as long.
            FloatVector factors =
                    weights.max(0).mul(FastMath.HUGE).mul(FastMath.HUGE).min(kept);
            weights.mul(factors).intoArray(y, i);
            load(dy, i).mul(factors).intoArray(dy, i);
        }
    }

    @Override
    public void add(Strided x, Strided y, int rows, int columns) {
        int whole = columns / LENGTH * LENGTH;
        for (int row = 0; row < rows; row++) {
            int from = x.row(row);
            int to = y.row(row);
            for (int i = 0; i < whole; i += LENGTH) {
                load(y.array(), to + i).add(load(x.array(), from + i)).intoArray(y.array(), to + i);
            }
            for (int i = whole; i < columns; i++) {
                y.array()[to + i] += x.array()[from + i];
            }
        }
    }
}

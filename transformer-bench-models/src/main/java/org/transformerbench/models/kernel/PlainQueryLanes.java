package org.transformerbench.models.kernel;

import java.util.Arrays;

/** As plain loops. Rows are copied to arrays of their own, see {@link PlainScratch}, so that the compiler makes vectors. */
final class PlainQueryLanes implements QueryLanes {
    private final PlainProducts products;

    PlainQueryLanes(PlainProducts products) {
        this.products = products;
    }

    /** Wide enough for {@link PlainMatmul} to go along the lanes. */
    @Override
    public int block() {
        return 64;
    }

    @Override
    public void product(
            Strided x, boolean transposed, Strided w, Strided addend, Strided y, int rows, int inner, int n) {
        PlainMatmul.product(
                products.scratch(),
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
    public void softmax(float[] x, int at, int earlier, int keys, int lanes) {
        float[] row = new float[lanes];
        float[] largest = new float[lanes];
        float[] sums = new float[lanes];
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        for (int key = 0, from = at; key < keys; key++, from += lanes) {
            System.arraycopy(x, from, row, 0, lanes);
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(largest[i], row[i]);
            }
        }
        for (int key = 0, from = at; key < keys; key++, from += lanes) {
            // No vectors here, see FastMath: what is hidden is left out.
            int seen = Math.max(0, key - earlier);
            Arrays.fill(row, 0, seen, 0);
            for (int i = seen; i < lanes; i++) {
                row[i] = FastMath.exp(x[from + i] - largest[i]);
            }
            System.arraycopy(row, 0, x, from, lanes);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += row[i];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = 1 / sums[i];
        }
        for (int key = 0, from = at; key < keys; key++, from += lanes) {
            System.arraycopy(x, from, row, 0, lanes);
            for (int i = 0; i < sums.length; i++) {
                row[i] *= sums[i];
            }
            System.arraycopy(row, 0, x, from, lanes);
        }
    }

    @Override
    public void softmaxBackward(float[] p, int at, float[] dp, int keys, int lanes, float scale) {
        float[] weights = new float[lanes];
        float[] gradients = new float[lanes];
        float[] dots = new float[lanes];
        for (int key = 0; key < keys; key++) {
            System.arraycopy(p, at + key * lanes, weights, 0, lanes);
            System.arraycopy(dp, key * lanes, gradients, 0, lanes);
            for (int i = 0; i < dots.length; i++) {
                dots[i] += Math.abs(weights[i]) * gradients[i];
            }
        }
        for (int key = 0; key < keys; key++) {
            System.arraycopy(p, at + key * lanes, weights, 0, lanes);
            System.arraycopy(dp, key * lanes, gradients, 0, lanes);
            for (int i = 0; i < dots.length; i++) {
                gradients[i] = scale * Math.abs(weights[i]) * (gradients[i] - dots[i]);
            }
            System.arraycopy(gradients, 0, dp, key * lanes, lanes);
        }
    }

    @Override
    public void drop(HeadLayout layout, int index, int laneStep, float[] x, int at, float[] y, int keys, int lanes) {
        int threshold = DropoutMask.threshold(layout.dropout());
        float kept = 1 / (1 - layout.dropout());
        for (int key = 0; key < keys; key++) {
            for (int lane = 0; lane < lanes; lane++) {
                int bits = DropoutMask.bits(layout.key(), index + lane * laneStep + key);
                int place = key * lanes + lane;
                float weight = x[at + place];
                y[place] = bits < threshold ? 0 : weight * kept;
                x[at + place] = bits < threshold ? -weight : weight;
            }
        }
    }

    @Override
    public void dropBackward(float[] x, int at, float[] y, float[] dy, int keys, int lanes, float kept) {
        for (int i = 0; i < keys * lanes; i++) {
            float weight = x[at + i];
            float factor = weight > 0 ? kept : 0;
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

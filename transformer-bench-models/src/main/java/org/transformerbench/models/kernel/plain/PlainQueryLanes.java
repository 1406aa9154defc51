package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.QueryLanes;
import org.transformerbench.models.kernel.Strided;

/** {@link QueryLanes} as plain loops; those of softmax run over rows that are copied to arrays of their own, see {@link PlainLaneRows}. */
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
    public void softmax(float[] x, int at, int keys, int lanes) {
        PlainLaneRows rows = new PlainLaneRows(keys, lanes);
        float[] row = rows.newRow();
        float[] rounded = rows.newRow();
        float[] largest = rows.newRow();
        float[] sums = rows.newRow();
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        for (int from = 0; from < rows.size(); from += row.length) {
            rows.load(x, at, from, row, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < row.length; i++) {
                largest[i] = Math.max(largest[i], row[i]);
            }
        }
        rows.foldLargest(largest);
        for (int from = 0; from < rows.size(); from += row.length) {
            rows.load(x, at, from, row, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < row.length; i++) {
                row[i] -= largest[i];
            }
            FastMath.exp(row, rounded);
            rows.addTo(sums, row);
            rows.store(row, x, at, from);
        }
        rows.repeat(sums);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = 1 / sums[i];
        }
        for (int from = 0; from < rows.size(); from += row.length) {
            rows.load(x, at, from, row, 0);
            for (int i = 0; i < row.length; i++) {
                row[i] *= sums[i];
            }
            rows.store(row, x, at, from);
        }
    }

    @Override
    public void softmaxBackward(float[] p, int at, float[] dp, int keys, int lanes, float scale) {
        PlainLaneRows rows = new PlainLaneRows(keys, lanes);
        float[] weights = rows.newRow();
        float[] gradients = rows.newRow();
        float[] dots = rows.newRow();
        for (int from = 0; from < rows.size(); from += dots.length) {
            rows.load(p, at, from, weights, 0);
            rows.load(dp, 0, from, gradients, 0);
            rows.addProductsTo(dots, weights, gradients);
        }
        rows.repeat(dots);
        for (int from = 0; from < rows.size(); from += dots.length) {
            rows.load(p, at, from, weights, 0);
            rows.load(dp, 0, from, gradients, 0);
            for (int i = 0; i < dots.length; i++) {
                gradients[i] = Math.abs(weights[i]) * ((gradients[i] - dots[i]) * scale);
            }
            rows.store(gradients, dp, 0, from);
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

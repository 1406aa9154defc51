package org.transformerbench.models.kernel.vector;

import java.util.Arrays;
import org.transformerbench.models.kernel.Kernels;

/**
 * Norms, softmax and cross-entropy of rows as on vectors of so many lanes, number by number, with the same results bit by bit: sums
 * along a row have a part per lane.
 */
final class ScalarRows {
    private final int length;
    /** The bits of a column that are its lane. */
    private final int mask;

    /**
     * @param lanes a power of two
     */
    ScalarRows(int lanes) {
        this.length = lanes;
        this.mask = lanes - 1;
    }

    void layerNorm(
            float[] x,
            float[] gain,
            float[] bias,
            float[] y,
            float[] normalised,
            float[] inverseDeviation,
            int rows,
            int width,
            float epsilon) {
        int stride = Kernels.stride(width);
        int end = (width + length - 1) / length * length;
        float[] lanes = new float[length];
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            Arrays.fill(lanes, 0);
            for (int j = 0; j < stride; j++) {
                lanes[j & mask] += x[from + j];
            }
            float mean = ScalarMath.sum(lanes) / width;
            Arrays.fill(lanes, 0);
            for (int j = 0; j < width; j++) {
                float centred = x[from + j] - mean;
                lanes[j & mask] = Math.fma(centred, centred, lanes[j % length]);
            }
            float variance = ScalarMath.sum(lanes) / width;
            float inverse = (float) (1 / Math.sqrt(variance + epsilon));
            inverseDeviation[row] = inverse;
            for (int j = 0; j < end; j++) {
                float value = j < width ? (x[from + j] - mean) * inverse : 0 * inverse;
                normalised[from + j] = value;
                y[from + j] = Math.fma(value, gain[j], bias[j]);
            }
        }
    }

    void layerNormBackward(
            float[] dy,
            float[] gain,
            float[] normalised,
            float[] inverseDeviation,
            float[] dx,
            float[] dGain,
            float[] dBias,
            int rows,
            int width) {
        int stride = Kernels.stride(width);
        float[] sums = new float[length];
        float[] projections = new float[length];
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            Arrays.fill(sums, 0);
            Arrays.fill(projections, 0);
            for (int j = 0; j < stride; j++) {
                int lane = j & mask;
                float d = dy[from + j];
                float h = normalised[from + j];
                dGain[j] = Math.fma(d, h, dGain[j]);
                dBias[j] = d + dBias[j];
                float scaled = d * gain[j];
                sums[lane] += scaled;
                projections[lane] = Math.fma(scaled, h, projections[lane]);
            }
            float mean = ScalarMath.sum(sums) / width;
            float share = ScalarMath.sum(projections) / width;
            float inverse = inverseDeviation[row];
            for (int j = 0; j < width; j++) {
                float scaled = dy[from + j] * gain[j] - mean - normalised[from + j] * share;
                dx[from + j] = scaled * inverse + dx[from + j];
            }
        }
    }

    void causalSoftmax(float[] x, int stride, int earlier, int rows, float scale) {
        float[] lanes = new float[length];
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            int last = earlier + row;
            int end = last / length * length + length;
            Arrays.fill(x, from + last + 1, from + end, Float.NEGATIVE_INFINITY);
            float shift = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < end; j++) {
                shift = Math.max(shift, x[from + j]);
            }
            Arrays.fill(lanes, 0);
            for (int j = 0; j < end; j++) {
                float e = ScalarMath.exp((x[from + j] - shift) * scale);
                x[from + j] = e;
                lanes[j & mask] += e;
            }
            float inverse = 1 / ScalarMath.sum(lanes);
            for (int j = 0; j < end; j++) {
                x[from + j] *= inverse;
            }
            Arrays.fill(x, from + end, from + stride, 0);
        }
    }

    void crossEntropy(
            float[] x, float[] dx, int[] targets, int firstTarget, int rows, int width, float scale, double[] sums) {
        int stride = Kernels.stride(width);
        float[] lanes = new float[length];
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            int target = targets[firstTarget + row];
            float shift = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < width; j++) {
                shift = Math.max(shift, x[from + j]);
            }
            Arrays.fill(lanes, 0);
            for (int j = 0; j < stride; j++) {
                float e = ScalarMath.exp((j < width ? x[from + j] : Float.NEGATIVE_INFINITY) - shift);
                dx[from + j] = e;
                lanes[j & mask] += e;
            }
            double total = ScalarMath.sum(lanes);
            float factor = (float) (scale / total);
            for (int j = 0; j < stride; j++) {
                dx[from + j] *= factor;
            }
            dx[from + target] -= scale;
            sums[0] += Math.log(total) + shift - x[from + target];
            int first = 0;
            while (first < width && x[from + first] != shift) {
                first++;
            }
            sums[1] += first == target ? 1 : 0;
        }
    }
}

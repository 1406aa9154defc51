package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.Kernels;

/**
 * Layer normalisation as plain loops. Rows are copied to arrays of their own, see {@link PlainScratch}, so that the
 * compiler makes vectors; sums, which it leaves in order, have four parts, so that each addition need not wait for the one
 * before it.
 */
final class PlainNorm {
    private PlainNorm() {}

    static void layerNorm(
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
        float[] row = new float[width];
        float[] result = new float[width];
        for (int i = 0, from = 0; i < rows; i++, from += stride) {
            System.arraycopy(x, from, row, 0, width);
            float mean = sum(row) / width;
            for (int j = 0; j < row.length; j++) {
                row[j] -= mean;
            }
            float inverse = (float) (1 / Math.sqrt(dot(row, row) / width + epsilon));
            inverseDeviation[i] = inverse;
            for (int j = 0; j < row.length; j++) {
                row[j] *= inverse;
                result[j] = row[j] * gain[j] + bias[j];
            }
            System.arraycopy(row, 0, normalised, from, width);
            System.arraycopy(result, 0, y, from, width);
        }
    }

    static void layerNormBackward(
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
        float[] scaled = new float[width];
        float[] row = new float[width];
        float[] result = new float[width];
        for (int i = 0, from = 0; i < rows; i++, from += stride) {
            System.arraycopy(dy, from, scaled, 0, width);
            System.arraycopy(normalised, from, row, 0, width);
            System.arraycopy(dx, from, result, 0, width);
            for (int j = 0; j < row.length; j++) {
                dGain[j] += scaled[j] * row[j];
                dBias[j] += scaled[j];
                scaled[j] *= gain[j];
            }
            float mean = sum(scaled) / width;
            float share = dot(scaled, row) / width;
            float inverse = inverseDeviation[i];
            for (int j = 0; j < row.length; j++) {
                result[j] += inverse * (scaled[j] - mean - row[j] * share);
            }
            System.arraycopy(result, 0, dx, from, width);
        }
    }

    private static float sum(float[] x) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 4 <= x.length; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < x.length; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }

    private static float dot(float[] x, float[] y) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 4 <= x.length; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            a += x[i] * y[i];
        }
        return a + b + (c + d);
    }
}

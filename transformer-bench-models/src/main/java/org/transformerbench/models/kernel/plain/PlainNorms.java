package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.NormKernels;

/**
 * Layer normalisation as plain loops. Rows are copied to arrays of their own, see {@link PlainScratch}, so that the
 * compiler makes vectors.
 */
final class PlainNorms implements NormKernels {

    @Override
    public void layerNorm(
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
        float[] row = new float[stride];
        float[] result = new float[stride];
        for (int i = 0, from = 0; i < rows; i++, from += stride) {
            System.arraycopy(x, from, row, 0, width);
            float mean = Arithmetic.sum(row, 0, stride) / width;
            for (int j = 0; j < width; j++) {
                row[j] -= mean;
            }
            float inverse = (float) (1 / Math.sqrt(Arithmetic.dot(row, row, stride) / width + epsilon));
            inverseDeviation[i] = inverse;
            for (int j = 0; j < width; j++) {
                row[j] *= inverse;
                result[j] = Arithmetic.fma(row[j], gain[j], bias[j]);
            }
            System.arraycopy(row, 0, normalised, from, width);
            System.arraycopy(result, 0, y, from, width);
        }
    }

    @Override
    public void layerNormBackward(
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
        float[] scaled = new float[stride];
        float[] row = new float[stride];
        float[] result = new float[stride];
        for (int i = 0, from = 0; i < rows; i++, from += stride) {
            System.arraycopy(dy, from, scaled, 0, width);
            System.arraycopy(normalised, from, row, 0, width);
            System.arraycopy(dx, from, result, 0, width);
            for (int j = 0; j < width; j++) {
                dGain[j] = Arithmetic.fma(scaled[j], row[j], dGain[j]);
                dBias[j] += scaled[j];
                scaled[j] *= gain[j];
            }
            float mean = Arithmetic.sum(scaled, 0, stride) / width;
            float share = Arithmetic.dot(scaled, row, stride) / width;
            float inverse = inverseDeviation[i];
            for (int j = 0; j < width; j++) {
                result[j] += inverse * (scaled[j] - mean - row[j] * share);
            }
            System.arraycopy(result, 0, dx, from, width);
        }
    }
}

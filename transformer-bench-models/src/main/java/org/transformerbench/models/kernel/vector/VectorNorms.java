package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.NormKernels;

/** Layer normalisation on vectors. */
final class VectorNorms implements NormKernels {

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
        int whole = FLOATS.loopBound(width);
        // The padding of x is zero, so that its distance from the mean must be kept out of the variance.
        VectorMask<Float> tail = FLOATS.indexInRange(whole, width);
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int j = 0; j < stride; j += LENGTH) {
                sum = sum.add(load(x, from + j));
            }
            float mean = VectorMath.sum(sum) / width;
            FloatVector squares = FloatVector.zero(FLOATS);
            for (int j = 0; j < whole; j += LENGTH) {
                FloatVector centred = load(x, from + j).sub(mean);
                squares = centred.fma(centred, squares);
            }
            FloatVector last = FloatVector.zero(FLOATS);
            if (whole < width) {
                last = last.blend(load(x, from + whole).sub(mean), tail);
                squares = last.fma(last, squares);
            }
            float variance = VectorMath.sum(squares) / width;
            float inverse = (float) (1 / Math.sqrt(variance + epsilon));
            inverseDeviation[row] = inverse;
            for (int j = 0; j < whole; j += LENGTH) {
                scale(load(x, from + j).sub(mean).mul(inverse), gain, bias, j, normalised, y, from + j);
            }
            if (whole < width) {
                scale(last.mul(inverse), gain, bias, whole, normalised, y, from + whole);
            }
        }
    }

    private static void scale(
            FloatVector value, float[] gain, float[] bias, int column, float[] normalised, float[] y, int at) {
        value.intoArray(normalised, at);
        value.fma(load(gain, column), load(bias, column)).intoArray(y, at);
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
        int whole = FLOATS.loopBound(width);
        VectorMask<Float> tail = FLOATS.indexInRange(whole, width);
        for (int row = 0, from = 0; row < rows; row++, from += stride) {
            FloatVector sum = FloatVector.zero(FLOATS);
            FloatVector projection = sum;
            for (int j = 0; j < stride; j += LENGTH) {
                FloatVector d = load(dy, from + j);
                FloatVector h = load(normalised, from + j);
                d.fma(h, load(dGain, j)).intoArray(dGain, j);
                d.add(load(dBias, j)).intoArray(dBias, j);
                FloatVector scaled = d.mul(load(gain, j));
                sum = sum.add(scaled);
                projection = scaled.fma(h, projection);
            }
            float mean = VectorMath.sum(sum) / width;
            float share = VectorMath.sum(projection) / width;
            float inverse = inverseDeviation[row];
            for (int j = 0; j < whole; j += LENGTH) {
                FloatVector scaled = load(dy, from + j).mul(load(gain, j));
                scaled = scaled.sub(mean).sub(load(normalised, from + j).mul(share));
                scaled.mul(inverse).add(load(dx, from + j)).intoArray(dx, from + j);
            }
            if (whole < width) {
                FloatVector scaled = load(dy, from + whole).mul(load(gain, whole));
                scaled = scaled.sub(mean).sub(load(normalised, from + whole).mul(share));
                FloatVector before = load(dx, from + whole);
                before.blend(scaled.mul(inverse).add(before), tail).intoArray(dx, from + whole);
            }
        }
    }
}

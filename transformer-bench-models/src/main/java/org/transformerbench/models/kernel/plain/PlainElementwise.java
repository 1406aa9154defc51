package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.AdamWFactors;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.ElementwiseKernels;

/** Sums, dropout and the optimizer as plain loops. */
final class PlainElementwise implements ElementwiseKernels {

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int size) {
        for (int i = 0; i < size; i++) {
            y[yOffset + i] += x[xOffset + i];
        }
    }

    @Override
    public void sum(float[] x, float[] y, float[] z, int size) {
        for (int i = 0; i < size; i++) {
            z[i] = x[i] + y[i];
        }
    }

    @Override
    public void dropout(float[] x, int size, float rate, long key, int first) {
        int threshold = DropoutMask.threshold(rate);
        float kept = 1 / (1 - rate);
        for (int i = 0; i < size; i++) {
            x[i] *= DropoutMask.bits(key, first + i) < threshold ? 0 : kept;
        }
    }

    @Override
    public void adamW(float[] p, float[] g, float[] m, float[] v, int from, int to, AdamWFactors factors) {
        for (int i = from; i < to; i++) {
            m[i] = factors.beta1() * m[i] + (1 - factors.beta1()) * g[i];
            v[i] = factors.beta2() * v[i] + (1 - factors.beta2()) * (g[i] * g[i]);
            float root = (float) Math.sqrt(v[i]) * factors.inverseRootCorrection();
            p[i] = p[i] * factors.decay() - factors.rate() * m[i] / (root + factors.epsilon());
        }
    }
}

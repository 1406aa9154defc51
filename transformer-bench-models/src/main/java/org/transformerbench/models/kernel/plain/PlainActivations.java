package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.ActivationKernels;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.FastMath;

/** Activation functions as plain loops. */
final class PlainActivations implements ActivationKernels {
    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);
    private static final float SQRT_HALF = (float) Math.sqrt(0.5);
    private static final float NORMAL_DENSITY_AT_0 = (float) (1 / Math.sqrt(2 * Math.PI));
    private static final float CUBIC = 0.044715f;

    @Override
    public void geluTanh(float[] x, float[] y, float[] t, int size) {
        for (int i = 0; i < size; i++) {
            float tanh = FastMath.tanh(Arithmetic.fma(x[i] * x[i], SQRT_2_OVER_PI * CUBIC, SQRT_2_OVER_PI) * x[i]);
            t[i] = tanh;
            float half = 0.5f * x[i];
            y[i] = Arithmetic.fma(half, tanh, half);
        }
    }

    @Override
    public void geluTanhBackward(float[] x, float[] t, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i++) {
            float slope = Arithmetic.fma(x[i] * x[i], 1.5f * SQRT_2_OVER_PI * CUBIC, 0.5f * SQRT_2_OVER_PI) * x[i];
            float derivative = Arithmetic.fma(slope, 1 - t[i] * t[i], Arithmetic.fma(t[i], 0.5f, 0.5f));
            dx[i] = Arithmetic.fma(dy[i], derivative, dx[i]);
        }
    }

    @Override
    public void geluErf(float[] x, float[] y, float[] c, int size) {
        for (int i = 0; i < size; i++) {
            c[i] = Arithmetic.fma(FastMath.erf(x[i] * SQRT_HALF), 0.5f, 0.5f);
            y[i] = x[i] * c[i];
        }
    }

    @Override
    public void geluErfBackward(float[] x, float[] c, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i++) {
            float density = FastMath.exp(x[i] * x[i] * -0.5f) * NORMAL_DENSITY_AT_0;
            dx[i] = Arithmetic.fma(dy[i], Arithmetic.fma(density, x[i], c[i]), dx[i]);
        }
    }

    @Override
    public void relu(float[] x, float[] y, int size) {
        for (int i = 0; i < size; i++) {
            y[i] = Math.max(x[i], 0);
        }
    }

    @Override
    public void reluBackward(float[] x, float[] dy, float[] dx, int size) {
        for (int i = 0; i < size; i++) {
            // 1 where x is above 0: the compiler makes vectors of this, and a jump that is hard to predict of a
            // condition.
            float passes = Math.min(Math.max(x[i], 0) * FastMath.HUGE * FastMath.HUGE, 1);
            dx[i] += passes * dy[i];
        }
    }
}

package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.Curve;
import org.transformerbench.models.kernel.FastMath;

/** {@link Curve}s in plain Java, a few loops each, from the first elements of arrays on. */
final class PlainCurves {
    private static final float SCALE = (float) Math.sqrt(2 / Math.PI);
    private static final float CUBIC = 0.044715f;
    private static final float ROOT_HALF = (float) Math.sqrt(0.5);
    /** The normal distribution's density at zero. */
    private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

    private PlainCurves() {}

    /** @param scratch as many floats, overwritten */
    static void values(Curve curve, float p, float[] x, float[] scratch, float[] y, int count) {
        switch (curve) {
            case GELU_ERF -> geluErf(x, y, count);
            case GELU_TANH -> geluTanh(x, y, count);
            case SWISH -> swish(p, x, scratch, y, count);
            case SOFTPLUS -> softplus(x, scratch, y, count);
            case ELU -> elu(p, x, scratch, y, count);
            default -> throw new IllegalStateException("No loop computes " + curve);
        }
    }

    /** @param scratch as many floats, overwritten */
    static void slopes(Curve curve, float p, float[] x, float[] g, float[] scratch, float[] y, int count) {
        switch (curve) {
            case GELU_ERF -> geluErfSlopes(x, g, scratch, y, count);
            case GELU_TANH -> geluTanhSlopes(x, g, y, count);
            case SWISH -> swishSlopes(p, x, g, scratch, y, count);
            case SOFTPLUS -> softplusSlopes(x, g, scratch, y, count);
            case ELU -> eluSlopes(p, x, g, scratch, y, count);
            default -> throw new IllegalStateException("No loop computes the slope of " + curve);
        }
    }

    private static void geluErf(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = x[i] * (0.5f + 0.5f * FastMath.erf(x[i] * ROOT_HALF));
        }
    }

    private static void geluErfSlopes(float[] x, float[] g, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -0.5f * x[i] * x[i];
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            y[i] = g[i] * (0.5f + 0.5f * FastMath.erf(x[i] * ROOT_HALF) + x[i] * DENSITY * y[i]);
        }
    }

    private static void geluTanh(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = 0.5f * x[i] * (1 + FastMath.tanh(SCALE * (x[i] + CUBIC * x[i] * x[i] * x[i])));
        }
    }

    private static void geluTanhSlopes(float[] x, float[] g, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float t = FastMath.tanh(SCALE * (x[i] + CUBIC * x[i] * x[i] * x[i]));
            float inside = SCALE * (1 + 3 * CUBIC * x[i] * x[i]);
            y[i] = g[i] * 0.5f * (1 + t + x[i] * (1 - t * t) * inside);
        }
    }

    private static void swish(float p, float[] x, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -p * x[i];
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            y[i] = x[i] / (1 + y[i]);
        }
    }

    private static void swishSlopes(float p, float[] x, float[] g, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -p * x[i];
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            float s = 1 / (1 + y[i]);
            y[i] = g[i] * s * (1 + p * x[i] * (1 - s));
        }
    }

    private static void softplus(float[] x, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -Math.abs(x[i]);
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            // log(1 + t) = 2 artanh(t / (2 + t)) for t from 0 to 1, by its series.
            float s = y[i] / (2 + y[i]);
            float z = s * s;
            float series = ((2f / 13 * z + 2f / 11) * z + 2f / 9) * z + 2f / 7;
            series = ((series * z + 2f / 5) * z + 2f / 3) * z + 2;
            y[i] = Math.max(x[i], 0) + series * s;
        }
    }

    private static void softplusSlopes(float[] x, float[] g, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -x[i];
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            y[i] = g[i] / (1 + y[i]);
        }
    }

    private static void elu(float p, float[] x, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(x[i], 0);
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(x[i], 0) + p * (y[i] - 1);
        }
    }

    private static void eluSlopes(float p, float[] x, float[] g, float[] scratch, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(x[i], 0);
        }
        FastMath.exp(y, scratch, y, count);
        for (int i = 0; i < count; i++) {
            y[i] = x[i] > 0 ? g[i] : g[i] * p * y[i];
        }
    }
}

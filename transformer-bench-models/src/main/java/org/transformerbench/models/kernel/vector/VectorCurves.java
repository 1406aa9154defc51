package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.Curve;

/**
 * {@link Curve}s on the Vector API. A loop has one function that takes many instructions: with two of them Java 17 puts vectors on the
 * heap, as it still does where two curves of one model fill the limit of what it inlines. The result must lie apart from the operands.
 */
final class VectorCurves {
    static final float SCALE = (float) Math.sqrt(2 / Math.PI);
    static final float CUBIC = 0.044715f;
    static final float ROOT_HALF = (float) Math.sqrt(0.5);
    /** The normal distribution's density at zero. */
    static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

    private VectorCurves() {}

    static void values(Curve curve, float p, float[] x, int from, float[] y, int to, int count) {
        switch (curve) {
            case GELU_ERF -> geluErf(x, from, y, to, count);
            case GELU_TANH -> geluTanh(x, from, y, to, count);
            case SWISH -> swish(p, x, from, y, to, count);
            case SOFTPLUS -> softplus(x, from, y, to, count);
            case ELU -> elu(p, x, from, y, to, count);
            default -> throw new IllegalStateException("No loop computes " + curve);
        }
    }

    static void slopes(Curve curve, float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        switch (curve) {
            case GELU_ERF -> geluErfSlopes(x, from, g, gAt, y, to, count);
            case GELU_TANH -> geluTanhSlopes(x, from, g, gAt, y, to, count);
            case SWISH -> swishSlopes(p, x, from, g, gAt, y, to, count);
            case SOFTPLUS -> softplusSlopes(x, from, g, gAt, y, to, count);
            case ELU -> eluSlopes(p, x, from, g, gAt, y, to, count);
            default -> throw new IllegalStateException("No loop computes the slope of " + curve);
        }
    }

    private static void geluErf(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            v.mul(gaussian(v)).intoArray(y, to + i);
        }
    }

    private static void geluErfSlopes(float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            gaussian(v).intoArray(y, to + i);
        }
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            FloatVector bell = VectorMath.exp(v.mul(v).mul(-0.5f)).mul(v).mul(DENSITY);
            load(g, gAt + i).mul(load(y, to + i).add(bell)).intoArray(y, to + i);
        }
    }

    private static void geluTanh(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            v.mul(0.5f).mul(inner(v).add(1f)).intoArray(y, to + i);
        }
    }

    private static void geluTanhSlopes(float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            FloatVector t = inner(v);
            FloatVector inside = v.mul(v).fma(of(3 * CUBIC * SCALE), of(SCALE));
            FloatVector steep = t.mul(t).neg().add(1f).mul(v).mul(inside);
            load(g, gAt + i).mul(0.5f).mul(t.add(1f).add(steep)).intoArray(y, to + i);
        }
    }

    private static void swish(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            v.div(VectorMath.exp(v.mul(-p)).add(1f)).intoArray(y, to + i);
        }
    }

    private static void swishSlopes(float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            FloatVector s = of(1).div(VectorMath.exp(v.mul(-p)).add(1f));
            FloatVector rest = v.mul(p).mul(of(1).sub(s));
            load(g, gAt + i).mul(s).mul(rest.add(1f)).intoArray(y, to + i);
        }
    }

    private static void softplus(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.exp(load(x, from + i).abs().neg()).intoArray(y, to + i);
        }
        for (int i = 0; i < count; i += LENGTH) {
            load(x, from + i).max(0f).add(logOfOneAnd(load(y, to + i))).intoArray(y, to + i);
        }
    }

    private static void softplusSlopes(float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(g, gAt + i)
                    .div(VectorMath.exp(load(x, from + i).neg()).add(1f))
                    .intoArray(y, to + i);
        }
    }

    private static void elu(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            VectorMath.exp(v.min(0f)).sub(1f).fma(of(p), v.max(0f)).intoArray(y, to + i);
        }
    }

    private static void eluSlopes(float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            FloatVector factor = load(g, gAt + i);
            VectorMask<Float> above = v.compare(VectorOperators.GT, 0f);
            factor.mul(VectorMath.exp(v.min(0f)).mul(p)).blend(factor, above).intoArray(y, to + i);
        }
    }

    /** The normal distribution function. */
    private static FloatVector gaussian(FloatVector v) {
        return VectorMath.erf(v.mul(ROOT_HALF)).fma(of(0.5f), of(0.5f));
    }

    private static FloatVector inner(FloatVector v) {
        return VectorMath.tanh(v.mul(v).fma(of(CUBIC * SCALE), of(SCALE)).mul(v));
    }

    /** log(1 + t) = 2 artanh(t / (2 + t)) for t from 0 to 1, by its series. */
    private static FloatVector logOfOneAnd(FloatVector t) {
        FloatVector s = t.div(t.add(2f));
        FloatVector z = s.mul(s);
        FloatVector series = z.fma(of(2f / 13), of(2f / 11))
                .fma(z, of(2f / 9))
                .fma(z, of(2f / 7))
                .fma(z, of(2f / 5))
                .fma(z, of(2f / 3))
                .fma(z, of(2f));
        return series.mul(s);
    }
}

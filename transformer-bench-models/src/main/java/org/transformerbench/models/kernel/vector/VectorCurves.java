package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import java.lang.invoke.MethodHandles;
import java.util.EnumMap;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.Curve;

/** {@link Curve}s on the Vector API: a loop has one function that takes many instructions. The result must lie apart from the operands. */
final class VectorCurves {
    static final float SCALE = (float) Math.sqrt(2 / Math.PI);
    static final float CUBIC = 0.044715f;
    static final float ROOT_HALF = (float) Math.sqrt(0.5);
    /** The normal distribution's density at zero. */
    static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

    private static final Map<Curve, LoopsApart> VALUES = new EnumMap<>(Map.of(
            Curve.GELU_ERF, values("geluErf"),
            Curve.GELU_TANH, values("geluTanh"),
            Curve.SWISH, values("swish"),
            Curve.SOFTPLUS, values("softplusPower", "softplus"),
            Curve.ELU, values("elu")));

    private static final Map<Curve, LoopsApart> SLOPES = new EnumMap<>(Map.of(
            Curve.GELU_ERF, slopes("geluErfShare", "geluErfSlopes"),
            Curve.GELU_TANH, slopes("geluTanhSlopes"),
            Curve.SWISH, slopes("swishSlopes"),
            Curve.SOFTPLUS, slopes("softplusSlopes"),
            Curve.ELU, slopes("eluSlopes")));

    private VectorCurves() {}

    private static LoopsApart values(String... loops) {
        return LoopsApart.values(MethodHandles.lookup(), loops);
    }

    private static LoopsApart slopes(String... loops) {
        return LoopsApart.slopes(MethodHandles.lookup(), loops);
    }

    static void values(Curve curve, float p, float[] x, int from, float[] y, int to, int count) {
        VALUES.get(curve).run(p, x, from, y, to, count);
    }

    static void slopes(Curve curve, float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        SLOPES.get(curve).run(p, x, from, g, gAt, y, to, count);
    }

    private static void geluErf(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            v.mul(gaussian(v)).intoArray(y, to + i);
        }
    }

    private static void geluErfShare(float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            gaussian(load(x, from + i)).intoArray(y, to + i);
        }
    }

    /** After the normal distribution is in y. */
    private static void geluErfSlopes(float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            FloatVector bell = VectorMath.exp(v.mul(v).mul(-0.5f)).mul(v).mul(DENSITY);
            load(g, gAt + i).mul(load(y, to + i).add(bell)).intoArray(y, to + i);
        }
    }

    private static void geluTanh(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            v.mul(0.5f).mul(inner(v).add(1f)).intoArray(y, to + i);
        }
    }

    private static void geluTanhSlopes(float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
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

    private static void softplusPower(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.exp(load(x, from + i).abs().neg()).intoArray(y, to + i);
        }
    }

    /** After exp(-|x|) is in y. */
    private static void softplus(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(x, from + i).max(0f).add(logOfOneAnd(load(y, to + i))).intoArray(y, to + i);
        }
    }

    private static void softplusSlopes(float p, float[] x, int from, float[] g, int gAt, float[] y, int to, int count) {
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

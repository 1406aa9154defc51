package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.Curve;
import org.transformerbench.models.kernel.LaneElementwiseKernels;

/** {@link LaneElementwiseKernels} on the Vector API. A loop each: one loop over a function that is given would put its vectors on the heap. */
final class VectorLaneElementwise implements LaneElementwiseKernels {
    private static final LoopsApart LOG_1P = LoopsApart.values(MethodHandles.lookup(), "logOfSum", "correctLog1p");

    @Override
    public boolean wantsArraysFromZero() {
        return false;
    }

    @Override
    public void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes) {
        for (int run = 0; run < count; run++) {
            int from = runs[first + run];
            int at = to + run * lanes;
            for (int i = 0; i < lanes; i += LENGTH) {
                load(x, from + i).intoArray(y, at + i);
            }
        }
    }

    @Override
    public void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(a, aAt + i).add(load(b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    @Override
    public void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(a, aAt + i).sub(load(b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    @Override
    public void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(a, aAt + i).mul(load(b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    @Override
    public void divide(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(a, aAt + i).div(load(b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    @Override
    public void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(a, aAt + i).max(load(b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    @Override
    public void minimum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(a, aAt + i).min(load(b, bAt + i)).intoArray(y, yAt + i);
        }
    }

    @Override
    public void negate(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(x, from + i).neg().intoArray(y, to + i);
        }
    }

    @Override
    public void reciprocal(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            of(1).div(load(x, from + i)).intoArray(y, to + i);
        }
    }

    @Override
    public void squareRoot(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(x, from + i).lanewise(VectorOperators.SQRT).intoArray(y, to + i);
        }
    }

    @Override
    public void inverseSquareRoot(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            of(1).div(load(x, from + i).lanewise(VectorOperators.SQRT)).intoArray(y, to + i);
        }
    }

    @Override
    public void exp(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.exp(load(x, from + i)).intoArray(y, to + i);
        }
    }

    @Override
    public void log(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.log(load(x, from + i)).intoArray(y, to + i);
        }
    }

    @Override
    public void log1p(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(x, from + i).add(1f).intoArray(y, to + i);
        }
        LOG_1P.run(0, x, from, y, to, count);
    }

    /** In place, of 1 + x. */
    private static void logOfSum(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.log(load(y, to + i)).intoArray(y, to + i);
        }
    }

    /** Corrects log(1 + x), which is in y, for what rounding 1 + x loses. */
    private static void correctLog1p(float p, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.correctLog1p(load(x, from + i), load(y, to + i)).intoArray(y, to + i);
        }
    }

    @Override
    public void tanh(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.tanh(load(x, from + i)).intoArray(y, to + i);
        }
    }

    @Override
    public void sigmoid(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            of(1).div(VectorMath.exp(load(x, from + i).neg()).add(of(1))).intoArray(y, to + i);
        }
    }

    @Override
    public void erf(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            VectorMath.erf(load(x, from + i)).intoArray(y, to + i);
        }
    }

    @Override
    public void sign(float[] x, int from, float[] y, int to, int count) {
        FloatVector zero = of(0);
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(x, from + i);
            zero.blend(1f, v.compare(VectorOperators.GT, 0f))
                    .blend(-1f, v.compare(VectorOperators.LT, 0f))
                    .intoArray(y, to + i);
        }
    }

    @Override
    public void less(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        FloatVector zero = of(0);
        for (int i = 0; i < count; i += LENGTH) {
            zero.blend(1f, load(a, aAt + i).compare(VectorOperators.LT, load(b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }

    @Override
    public void atMost(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        FloatVector zero = of(0);
        for (int i = 0; i < count; i += LENGTH) {
            zero.blend(1f, load(a, aAt + i).compare(VectorOperators.LE, load(b, bAt + i)))
                    .intoArray(y, yAt + i);
        }
    }

    @Override
    public void select(
            float[] condition, int conditionAt, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            load(b, bAt + i)
                    .blend(load(a, aAt + i), load(condition, conditionAt + i).compare(VectorOperators.NE, 0f))
                    .intoArray(y, yAt + i);
        }
    }

    @Override
    public void curve(Curve curve, float parameter, float[] x, int from, float[] y, int to, int count) {
        VectorCurves.values(curve, parameter, x, from, y, to, count);
    }

    @Override
    public void slope(
            Curve curve,
            float parameter,
            float[] x,
            int xAt,
            float[] factor,
            int factorAt,
            float[] y,
            int yAt,
            int count) {
        VectorCurves.slopes(curve, parameter, x, xAt, factor, factorAt, y, yAt, count);
    }

    @Override
    public void sigmoidGradient(float[] y, int yAt, float[] g, int gAt, float[] z, int zAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(y, yAt + i);
            load(g, gAt + i).mul(v.mul(of(1).sub(v))).intoArray(z, zAt + i);
        }
    }

    @Override
    public void tanhGradient(float[] y, int yAt, float[] g, int gAt, float[] z, int zAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector v = load(y, yAt + i);
            load(g, gAt + i).mul(of(1).sub(v.mul(v))).intoArray(z, zAt + i);
        }
    }
}

package org.transformerbench.models.kernel.plain;

import java.util.Arrays;
import org.transformerbench.models.kernel.Curve;
import org.transformerbench.models.kernel.FastMath;
import org.transformerbench.models.kernel.LaneElementwiseKernels;
import org.transformerbench.models.kernel.PerThread;

/**
 * {@link LaneElementwiseKernels} in plain Java: loops over arrays from their first element on, of which the compiler makes vectors. With
 * beginnings of their own it does not; so operands that begin elsewhere are copied.
 */
final class PlainLaneElementwise implements LaneElementwiseKernels {
    /** The bits of 1: a choice of integers needs no jump, unlike one of floats, and half the jumps would be mispredicted. */
    private static final int ONE = Float.floatToRawIntBits(1);

    /** Of each thread; contents do not outlive a call. */
    private final PerThread<float[][]> scratch = new PerThread<>(() -> new float[2][0]);

    /** Two arrays. */
    private float[][] scratch(int count) {
        float[][] found = scratch.get();
        if (found[0].length < count) {
            found = new float[2][count];
            scratch.set(found);
        }
        return found;
    }

    private static float[] fromZero(float[] x, int at, int count) {
        return at == 0 ? x : Arrays.copyOfRange(x, at, at + count);
    }

    private static void store(float[] z, float[] y, int at, int count) {
        if (z != y) {
            System.arraycopy(z, 0, y, at, count);
        }
    }

    @Override
    public boolean wantsArraysFromZero() {
        return true;
    }

    @Override
    public void gather(float[] x, int[] runs, int first, int count, float[] y, int to, int lanes) {
        for (int run = 0; run < count; run++) {
            System.arraycopy(x, runs[first + run], y, to + run * lanes, lanes);
        }
    }

    @Override
    public void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = p[i] + q[i];
        }
        store(z, y, yAt, count);
    }

    @Override
    public void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = p[i] - q[i];
        }
        store(z, y, yAt, count);
    }

    @Override
    public void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = p[i] * q[i];
        }
        store(z, y, yAt, count);
    }

    @Override
    public void divide(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = p[i] / q[i];
        }
        store(z, y, yAt, count);
    }

    @Override
    public void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = Math.max(p[i], q[i]);
        }
        store(z, y, yAt, count);
    }

    @Override
    public void minimum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = Math.min(p[i], q[i]);
        }
        store(z, y, yAt, count);
    }

    @Override
    public void negate(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = -p[i];
        }
        store(z, y, to, count);
    }

    @Override
    public void reciprocal(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = 1 / p[i];
        }
        store(z, y, to, count);
    }

    @Override
    public void squareRoot(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = (float) Math.sqrt(p[i]);
        }
        store(z, y, to, count);
    }

    @Override
    public void inverseSquareRoot(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = 1 / (float) Math.sqrt(p[i]);
        }
        store(z, y, to, count);
    }

    @Override
    public void exp(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        FastMath.exp(p, scratch(count)[0], z, count);
        store(z, y, to, count);
    }

    @Override
    public void log(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        FastMath.log(p, scratch(count)[0], z, count);
        store(z, y, to, count);
    }

    /** Corrected for what rounding 1 + x loses. Source: Kahan, quoted in Goldberg, "What every computer scientist should know", 1991, theorem 4. */
    @Override
    public void log1p(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        float[][] spaces = scratch(count);
        float[] sums = spaces[1];
        for (int i = 0; i < count; i++) {
            sums[i] = 1 + p[i];
        }
        FastMath.log(sums, spaces[0], z, count);
        for (int i = 0; i < count; i++) {
            float rest = sums[i] - 1;
            z[i] = rest == 0 ? p[i] : sums[i] == Float.POSITIVE_INFINITY ? sums[i] : z[i] * (p[i] / rest);
        }
        store(z, y, to, count);
    }

    @Override
    public void tanh(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = FastMath.tanh(p[i]);
        }
        store(z, y, to, count);
    }

    @Override
    public void sigmoid(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = -p[i];
        }
        FastMath.exp(z, scratch(count)[0], z, count);
        for (int i = 0; i < count; i++) {
            z[i] = 1 / (1 + z[i]);
        }
        store(z, y, to, count);
    }

    @Override
    public void erf(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = FastMath.erf(p[i]);
        }
        store(z, y, to, count);
    }

    @Override
    public void sign(float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = Math.signum(p[i]);
        }
        store(z, y, to, count);
    }

    @Override
    public void less(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = Float.intBitsToFloat(p[i] < q[i] ? ONE : 0);
        }
        store(z, y, yAt, count);
    }

    @Override
    public void atMost(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        float[] p = fromZero(a, aAt, count);
        float[] q = fromZero(b, bAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        for (int i = 0; i < count; i++) {
            z[i] = Float.intBitsToFloat(p[i] <= q[i] ? ONE : 0);
        }
        store(z, y, yAt, count);
    }

    @Override
    public void select(
            float[] condition, int conditionAt, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            int chosen = Float.floatToRawIntBits(a[aAt + i]);
            int other = Float.floatToRawIntBits(b[bAt + i]);
            y[yAt + i] = Float.intBitsToFloat(condition[conditionAt + i] != 0 ? chosen : other);
        }
    }

    @Override
    public void curve(Curve curve, float parameter, float[] x, int from, float[] y, int to, int count) {
        float[] p = fromZero(x, from, count);
        float[] z = to == 0 ? y : new float[count];
        PlainCurves.values(curve, parameter, p, scratch(count)[0], z, count);
        store(z, y, to, count);
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
        float[] p = fromZero(x, xAt, count);
        float[] q = fromZero(factor, factorAt, count);
        float[] z = yAt == 0 ? y : new float[count];
        PlainCurves.slopes(curve, parameter, p, q, scratch(count)[0], z, count);
        store(z, y, yAt, count);
    }

    @Override
    public void sigmoidGradient(float[] y, int yAt, float[] g, int gAt, float[] z, int zAt, int count) {
        float[] p = fromZero(y, yAt, count);
        float[] q = fromZero(g, gAt, count);
        float[] r = zAt == 0 ? z : new float[count];
        for (int i = 0; i < count; i++) {
            r[i] = q[i] * (p[i] * (1 - p[i]));
        }
        store(r, z, zAt, count);
    }

    @Override
    public void tanhGradient(float[] y, int yAt, float[] g, int gAt, float[] z, int zAt, int count) {
        float[] p = fromZero(y, yAt, count);
        float[] q = fromZero(g, gAt, count);
        float[] r = zAt == 0 ? z : new float[count];
        for (int i = 0; i < count; i++) {
            r[i] = q[i] * (1 - p[i] * p[i]);
        }
        store(r, z, zAt, count);
    }
}

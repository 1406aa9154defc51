package org.transformerbench.models.kernel.vector;

import org.transformerbench.models.kernel.FastMath;

/** {@link VectorMath} for one number: the same operations in the same order, so that the results are the same bit by bit. */
final class ScalarMath {
    private ScalarMath() {}

    /** The sum of all lanes, in the order of {@link VectorMath#sum}. */
    static float sum(float[] lanes) {
        if (VectorConstants.REDUCES_IN_ORDER) {
            float sum = 0;
            for (float lane : lanes) {
                sum += lane;
            }
            return sum;
        }
        float[] sums = lanes.clone();
        for (int half = sums.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[0];
    }

    static float exp(float x) {
        float clamped = Math.max(Math.min(x, FastMath.EXP_HIGHEST), FastMath.EXP_LOWEST);
        float rounded = Math.fma(clamped, FastMath.LOG2_E, FastMath.ROUNDER);
        float n = rounded - FastMath.ROUNDER;
        float r = Math.fma(n, -FastMath.LOG_2_LOW, Math.fma(n, -FastMath.LOG_2_HIGH, clamped));
        float p = Math.fma(r, FastMath.EXP_7, FastMath.EXP_6);
        p = Math.fma(p, r, FastMath.EXP_5);
        p = Math.fma(p, r, FastMath.EXP_4);
        p = Math.fma(p, r, FastMath.EXP_3);
        p = Math.fma(p, r, FastMath.EXP_2);
        float power = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + FastMath.EXPONENT_OF_ONE);
        return (Math.fma(p * r, r, r) + 1f) * power;
    }

    static float tanh(float x) {
        float v = Math.max(Math.min(x, FastMath.TANH_LIMIT), -FastMath.TANH_LIMIT);
        float s = v * v;
        float p = Math.fma(s, FastMath.TANH_P13, FastMath.TANH_P11);
        p = Math.fma(p, s, FastMath.TANH_P9);
        p = Math.fma(p, s, FastMath.TANH_P7);
        p = Math.fma(p, s, FastMath.TANH_P5);
        p = Math.fma(p, s, FastMath.TANH_P3);
        p = Math.fma(p, s, FastMath.TANH_P1);
        float q = Math.fma(s, FastMath.TANH_Q6, FastMath.TANH_Q4);
        q = Math.fma(q, s, FastMath.TANH_Q2);
        q = Math.fma(q, s, FastMath.TANH_Q0);
        return p * v / q;
    }

    static float erf(float x) {
        float v = Math.max(Math.min(x, FastMath.ERF_LIMIT), -FastMath.ERF_LIMIT);
        float s = v * v;
        float p = Math.fma(s, FastMath.ERF_P13, FastMath.ERF_P11);
        p = Math.fma(p, s, FastMath.ERF_P9);
        p = Math.fma(p, s, FastMath.ERF_P7);
        p = Math.fma(p, s, FastMath.ERF_P5);
        p = Math.fma(p, s, FastMath.ERF_P3);
        p = Math.fma(p, s, FastMath.ERF_P1);
        float q = Math.fma(s, FastMath.ERF_Q8, FastMath.ERF_Q6);
        q = Math.fma(q, s, FastMath.ERF_Q4);
        q = Math.fma(q, s, FastMath.ERF_Q2);
        q = Math.fma(q, s, FastMath.ERF_Q0);
        return p * v / q;
    }
}

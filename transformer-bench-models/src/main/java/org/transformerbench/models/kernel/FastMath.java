package org.transformerbench.models.kernel;

/**
 * Elementary functions in float; tanh and erf have no branches, so that loops over them become vector instructions. The constants
 * are shared with {@code VectorMath}, which evaluates the same polynomials; no fused multiply-add here, since where the
 * processor has none, {@link Math#fma} is thousands of times slower than the rounding error is worth.
 *
 * <p>Sources: exp and log from S. Moshier's Cephes library ({@code expf.c}, {@code logf.c}); tanh and erf from the Eigen library
 * ({@code MathFunctionsImpl.h}), rational minimax approximations that are exact to a few ulp on a clamped range.
 */
public final class FastMath {
    /** The binary logarithm of e. */
    public static final float LOG2_E = 1.442695041f;
    /** log(2) in two parts; the first has so few bits that its product with any exponent is exact. */
    public static final float LOG_2_HIGH = 0.693359375f;

    /** What {@link #LOG_2_HIGH} lacks to log(2). */
    public static final float LOG_2_LOW = -2.12194440e-4f;
    /** 1.5 x 2^23: adding it rounds to an integer and leaves that integer in the low bits. */
    public static final float ROUNDER = 12_582_912f;

    /** Below this the exponent is -127, whose bit pattern is that of zero. */
    public static final float EXP_LOWEST = -88f;

    /** Above this, exp stays as it is here. */
    public static final float EXP_HIGHEST = 88f;
    /** The bits of 1. */
    public static final int EXPONENT_OF_ONE = 127 << 23;
    /** Coefficient of r^2 of e^r. */
    public static final float EXP_2 = 5.0000001201e-1f;
    /** Coefficient of r^3 of e^r. */
    public static final float EXP_3 = 1.6666665459e-1f;
    /** Coefficient of r^4 of e^r. */
    public static final float EXP_4 = 4.1665795894e-2f;
    /** Coefficient of r^5 of e^r. */
    public static final float EXP_5 = 8.3334519073e-3f;
    /** Coefficient of r^6 of e^r. */
    public static final float EXP_6 = 1.3981999507e-3f;
    /** Coefficient of r^7 of e^r. */
    public static final float EXP_7 = 1.9875691500e-4f;

    /** The bits of the mantissa. */
    public static final int MANTISSA = (1 << 23) - 1;
    /** What is added to an exponent. */
    public static final int BIAS = 127;
    /** The square root of 2. */
    public static final float ROOT_2 = 1.41421356f;

    private static final int BITS_OF_ROOT_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));
    /** Coefficient of f^3 of log(1 + f). */
    public static final float LOG_3 = 3.3333331174e-1f;
    /** Coefficient of f^4 of log(1 + f). */
    public static final float LOG_4 = -2.4999993993e-1f;
    /** Coefficient of f^5 of log(1 + f). */
    public static final float LOG_5 = 2.0000714765e-1f;
    /** Coefficient of f^6 of log(1 + f). */
    public static final float LOG_6 = -1.6668057665e-1f;
    /** Coefficient of f^7 of log(1 + f). */
    public static final float LOG_7 = 1.4249322787e-1f;
    /** Coefficient of f^8 of log(1 + f). */
    public static final float LOG_8 = -1.2420140846e-1f;
    /** Coefficient of f^9 of log(1 + f). */
    public static final float LOG_9 = 1.1676998740e-1f;
    /** Coefficient of f^10 of log(1 + f). */
    public static final float LOG_10 = -1.1514610310e-1f;
    /** Coefficient of f^11 of log(1 + f). */
    public static final float LOG_11 = 7.0376836292e-2f;

    /**
     * Beyond this, tanh is 1 in float. Eigen clamps at 7.9; here the approximation, with and without fused multiply-add, is
     * exactly 1, which matters since the derivative of GELU multiplies 1 - tanh^2 by a cubic.
     */
    public static final float TANH_LIMIT = 9f;

    /** Coefficient of x^1 of the numerator of tanh. */
    public static final float TANH_P1 = 4.89352455891786e-03f;
    /** Coefficient of x^3 of the numerator of tanh. */
    public static final float TANH_P3 = 6.37261928875436e-04f;
    /** Coefficient of x^5 of the numerator of tanh. */
    public static final float TANH_P5 = 1.48572235717979e-05f;
    /** Coefficient of x^7 of the numerator of tanh. */
    public static final float TANH_P7 = 5.12229709037114e-08f;
    /** Coefficient of x^9 of the numerator of tanh. */
    public static final float TANH_P9 = -8.60467152213735e-11f;
    /** Coefficient of x^11 of the numerator of tanh. */
    public static final float TANH_P11 = 2.00018790482477e-13f;
    /** Coefficient of x^13 of the numerator of tanh. */
    public static final float TANH_P13 = -2.76076847742355e-16f;
    /** Coefficient of x^0 of the denominator of tanh. */
    public static final float TANH_Q0 = 4.89352518554385e-03f;
    /** Coefficient of x^2 of the denominator of tanh. */
    public static final float TANH_Q2 = 2.26843463243900e-03f;
    /** Coefficient of x^4 of the denominator of tanh. */
    public static final float TANH_Q4 = 1.18534705686654e-04f;
    /** Coefficient of x^6 of the denominator of tanh. */
    public static final float TANH_Q6 = 1.19825839466702e-06f;

    /** Beyond this, erf is 1 in float. */
    public static final float ERF_LIMIT = 4f;

    /** Coefficient of x^1 of the numerator of erf. */
    public static final float ERF_P1 = -1.60960333262415e-02f;
    /** Coefficient of x^3 of the numerator of erf. */
    public static final float ERF_P3 = -2.95459980854025e-03f;
    /** Coefficient of x^5 of the numerator of erf. */
    public static final float ERF_P5 = -7.34990630326855e-04f;
    /** Coefficient of x^7 of the numerator of erf. */
    public static final float ERF_P7 = -5.69250639462346e-05f;
    /** Coefficient of x^9 of the numerator of erf. */
    public static final float ERF_P9 = -2.10102402082508e-06f;
    /** Coefficient of x^11 of the numerator of erf. */
    public static final float ERF_P11 = 2.77068142495902e-08f;
    /** Coefficient of x^13 of the numerator of erf. */
    public static final float ERF_P13 = -2.72614225801306e-10f;
    /** Coefficient of x^0 of the denominator of erf. */
    public static final float ERF_Q0 = -1.42647390514189e-02f;
    /** Coefficient of x^2 of the denominator of erf. */
    public static final float ERF_Q2 = -7.37332916720468e-03f;
    /** Coefficient of x^4 of the denominator of erf. */
    public static final float ERF_Q4 = -1.68282697438203e-03f;
    /** Coefficient of x^6 of the denominator of erf. */
    public static final float ERF_Q6 = -2.13374055278905e-04f;
    /** Coefficient of x^8 of the denominator of erf. */
    public static final float ERF_Q8 = -1.45660718464996e-05f;

    /**
     * Multiplied by twice, one after the other since its square is no float, the smallest positive float becomes 2:
     * min(max(x, 0) HUGE HUGE, c) is c for x of at least c 2^-150, and 0 for x that is not positive.
     */
    public static final float HUGE = 0x1p75f;

    private FastMath() {}

    /**
     * The exponential function, with a relative error below 2e-7 in [-87, 88].
     *
     * @param x any number
     * @return 0 from -88 downwards, e^88 from 88 upwards
     */
    public static float exp(float x) {
        // Conditions, since min and max are slow alone.
        float atMost = x > EXP_HIGHEST ? EXP_HIGHEST : x;
        float clamped = atMost < EXP_LOWEST ? EXP_LOWEST : atMost;
        float rounded = rounded(clamped);
        return fraction(clamped, rounded) * power(rounded);
    }

    /**
     * {@link #exp(float)} of every element, in two loops: Java 17 makes vectors of the first, which does most of the work,
     * and none of bit patterns.
     *
     * @param x at most {@link #EXP_HIGHEST}; replaced by the results
     * @param rounded as many elements, overwritten
     */
    public static void exp(float[] x, float[] rounded) {
        for (int i = 0; i < x.length; i++) {
            float clamped = Math.max(EXP_LOWEST, x[i]);
            float n = rounded(clamped);
            rounded[i] = n;
            x[i] = fraction(clamped, n);
        }
        for (int i = 0; i < x.length; i++) {
            x[i] *= power(rounded[i]);
        }
    }

    /**
     * {@link #exp(float)} of some elements, in two loops, as above.
     *
     * @param x any numbers
     * @param rounded as many elements, overwritten; not x
     * @param y receives the results; may be x
     * @param count how many elements, from the first on
     */
    public static void exp(float[] x, float[] rounded, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float clamped = Math.max(EXP_LOWEST, Math.min(EXP_HIGHEST, x[i]));
            float n = rounded(clamped);
            rounded[i] = n;
            y[i] = fraction(clamped, n);
        }
        for (int i = 0; i < count; i++) {
            y[i] *= power(rounded[i]);
        }
    }

    /**
     * The natural logarithm of some elements, with a relative error below 2e-7: bit patterns in one loop, which Java 17 makes no
     * vectors of, and the polynomial in another.
     *
     * @param x any numbers
     * @param fractions as many elements, overwritten; not x
     * @param y receives the results; not x
     * @param count how many elements, from the first on
     */
    public static void log(float[] x, float[] fractions, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            // As seen from the root of one half, whose mantissa becomes zero.
            int bits = Float.floatToRawIntBits(x[i]) + (EXPONENT_OF_ONE - BITS_OF_ROOT_HALF);
            y[i] = (bits >> 23) - BIAS;
            fractions[i] = Float.intBitsToFloat((bits & MANTISSA) + BITS_OF_ROOT_HALF) - 1;
        }
        for (int i = 0; i < count; i++) {
            float f = fractions[i];
            float e = y[i];
            float z = f * f;
            float p = (((LOG_11 * f + LOG_10) * f + LOG_9) * f + LOG_8) * f + LOG_7;
            p = (((p * f + LOG_6) * f + LOG_5) * f + LOG_4) * f + LOG_3;
            y[i] = e * LOG_2_HIGH + (f + (e * LOG_2_LOW + p * f * z - 0.5f * z));
        }
        for (int i = 0; i < count; i++) {
            if (!(x[i] >= Float.MIN_NORMAL && x[i] <= Float.MAX_VALUE)) {
                y[i] = (float) Math.log(x[i]);
            }
        }
    }

    /** The exponent of the power of two that is next to e^x, plus {@link #ROUNDER}. */
    private static float rounded(float x) {
        return Arithmetic.fma(x, LOG2_E, ROUNDER);
    }

    /** e^x, divided by that power of two. */
    private static float fraction(float x, float rounded) {
        float n = rounded - ROUNDER;
        float r = Arithmetic.fma(n, -LOG_2_LOW, Arithmetic.fma(n, -LOG_2_HIGH, x));
        float p = polynomial(r, EXP_7, EXP_6, EXP_5, EXP_4);
        p = Arithmetic.fma(Arithmetic.fma(p, r, EXP_3), r, EXP_2);
        return Arithmetic.fma(p * r, r, r) + 1;
    }

    /** a x^3 + b x^2 + c x + d. */
    private static float polynomial(float x, float a, float b, float c, float d) {
        return Arithmetic.fma(Arithmetic.fma(Arithmetic.fma(a, x, b), x, c), x, d);
    }

    private static float power(float rounded) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + EXPONENT_OF_ONE);
    }

    /**
     * The hyperbolic tangent, with an absolute error below 4e-7, nearly all of it rounding.
     *
     * @param x any number
     * @return in [-1, 1]
     */
    public static float tanh(float x) {
        float v = Math.max(-TANH_LIMIT, Math.min(TANH_LIMIT, x));
        float s = v * v;
        float p = polynomial(s, TANH_P13, TANH_P11, TANH_P9, TANH_P7);
        p = polynomial(s, p, TANH_P5, TANH_P3, TANH_P1);
        float q = polynomial(s, TANH_Q6, TANH_Q4, TANH_Q2, TANH_Q0);
        return v * p / q;
    }

    /** Absolute error below 4e-7, nearly all of it rounding. */
    public static float erf(float x) {
        float v = Math.max(-ERF_LIMIT, Math.min(ERF_LIMIT, x));
        float s = v * v;
        float p = polynomial(s, ERF_P13, ERF_P11, ERF_P9, ERF_P7);
        p = polynomial(s, p, ERF_P5, ERF_P3, ERF_P1);
        float q = Arithmetic.fma(polynomial(s, ERF_Q8, ERF_Q6, ERF_Q4, ERF_Q2), s, ERF_Q0);
        return v * p / q;
    }
}

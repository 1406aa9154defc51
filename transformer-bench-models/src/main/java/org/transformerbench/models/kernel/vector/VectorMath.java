package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.FastMath;

/** {@link FastMath} on vectors, and loads. */
final class VectorMath {
    private VectorMath() {}

    static FloatVector of(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static FloatVector load(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }

    /**
     * The sum of all lanes, in an order that is always the same. {@code reduceLanes} leaves it open: on later versions of
     * Java it changes when a method is compiled, and with it the last digits. Java 17 adds one lane after the other, and its
     * exchanges of lanes are slow.
     */
    static float sum(FloatVector x) {
        if (Arithmetic.LANES_IN_ORDER) {
            return x.reduceLanes(VectorOperators.ADD);
        }
        FloatVector sum = VectorConstants.LENGTH == 16 ? x.add(x.rearrange(VectorConstants.SWAP_8)) : x;
        sum = sum.add(sum.rearrange(VectorConstants.SWAP_4));
        sum = sum.add(sum.rearrange(VectorConstants.SWAP_2));
        sum = sum.add(sum.rearrange(VectorConstants.SWAP_1));
        return sum.lane(0);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.min(FastMath.EXP_HIGHEST).max(FastMath.EXP_LOWEST);
        FloatVector rounded = clamped.fma(of(FastMath.LOG2_E), of(FastMath.ROUNDER));
        FloatVector n = rounded.sub(FastMath.ROUNDER);
        FloatVector r = n.fma(of(-FastMath.LOG_2_LOW), n.fma(of(-FastMath.LOG_2_HIGH), clamped));
        FloatVector p = r.fma(of(FastMath.EXP_7), of(FastMath.EXP_6))
                .fma(r, of(FastMath.EXP_5))
                .fma(r, of(FastMath.EXP_4))
                .fma(r, of(FastMath.EXP_3))
                .fma(r, of(FastMath.EXP_2));
        FloatVector power = rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(FastMath.EXPONENT_OF_ONE)
                .reinterpretAsFloats();
        return p.mul(r).fma(r, r).add(1f).mul(power);
    }

    /** Relative error below 2e-7 for normal numbers; minus infinity for zeros and subnormal ones, NaN below. */
    static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        FloatVector mantissa = bits.lanewise(VectorOperators.AND, FastMath.MANTISSA)
                .lanewise(VectorOperators.OR, FastMath.EXPONENT_OF_ONE)
                .reinterpretAsFloats();
        FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.LSHR, 23)
                .sub(FastMath.BIAS)
                .convertShape(VectorOperators.I2F, VectorConstants.FLOATS, 0);
        VectorMask<Float> large = mantissa.compare(VectorOperators.GT, FastMath.ROOT_2);
        FloatVector f = mantissa.blend(mantissa.mul(0.5f), large).sub(1f);
        FloatVector e = exponent.blend(exponent.add(1f), large);
        FloatVector z = f.mul(f);
        FloatVector p = f.fma(of(FastMath.LOG_11), of(FastMath.LOG_10))
                .fma(f, of(FastMath.LOG_9))
                .fma(f, of(FastMath.LOG_8))
                .fma(f, of(FastMath.LOG_7))
                .fma(f, of(FastMath.LOG_6))
                .fma(f, of(FastMath.LOG_5))
                .fma(f, of(FastMath.LOG_4))
                .fma(f, of(FastMath.LOG_3));
        FloatVector y = p.mul(f).mul(z);
        y = e.fma(of(FastMath.LOG_2_LOW), y);
        y = z.fma(of(-0.5f), y);
        FloatVector log = e.fma(of(FastMath.LOG_2_HIGH), f.add(y));
        log = log.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.LT, Float.MIN_NORMAL));
        log = log.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
        // Infinity and NaN stay.
        return log.blend(x, x.sub(x).compare(VectorOperators.NE, 0f));
    }

    /**
     * log(1 + x), corrected for what rounding 1 + x loses. Source: Kahan, quoted in Goldberg, "What every computer scientist should
     * know", 1991, theorem 4.
     *
     * @param logOfSum log of 1 + x as it is rounded
     */
    static FloatVector correctLog1p(FloatVector x, FloatVector logOfSum) {
        FloatVector sum = x.add(1f);
        FloatVector rest = sum.sub(1f);
        FloatVector corrected = logOfSum.mul(x.div(rest));
        FloatVector small = corrected.blend(x, rest.compare(VectorOperators.EQ, 0f));
        return small.blend(sum, sum.sub(sum).compare(VectorOperators.NE, 0f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector v = x.min(FastMath.TANH_LIMIT).max(-FastMath.TANH_LIMIT);
        FloatVector s = v.mul(v);
        FloatVector p = s.fma(of(FastMath.TANH_P13), of(FastMath.TANH_P11))
                .fma(s, of(FastMath.TANH_P9))
                .fma(s, of(FastMath.TANH_P7))
                .fma(s, of(FastMath.TANH_P5))
                .fma(s, of(FastMath.TANH_P3))
                .fma(s, of(FastMath.TANH_P1));
        FloatVector q = s.fma(of(FastMath.TANH_Q6), of(FastMath.TANH_Q4))
                .fma(s, of(FastMath.TANH_Q2))
                .fma(s, of(FastMath.TANH_Q0));
        return p.mul(v).div(q);
    }

    static FloatVector erf(FloatVector x) {
        FloatVector v = x.min(FastMath.ERF_LIMIT).max(-FastMath.ERF_LIMIT);
        FloatVector s = v.mul(v);
        FloatVector p = s.fma(of(FastMath.ERF_P13), of(FastMath.ERF_P11))
                .fma(s, of(FastMath.ERF_P9))
                .fma(s, of(FastMath.ERF_P7))
                .fma(s, of(FastMath.ERF_P5))
                .fma(s, of(FastMath.ERF_P3))
                .fma(s, of(FastMath.ERF_P1));
        FloatVector q = s.fma(of(FastMath.ERF_Q8), of(FastMath.ERF_Q6))
                .fma(s, of(FastMath.ERF_Q4))
                .fma(s, of(FastMath.ERF_Q2))
                .fma(s, of(FastMath.ERF_Q0));
        return p.mul(v).div(q);
    }

    /**
     * {@link DropoutMask#factor} of several indices.
     *
     * @param kept the bits of 1 / (1 - rate)
     */
    static FloatVector dropoutFactors(IntVector index, int upperKey, int lowerKey, int threshold, int kept) {
        IntVector h = index.lanewise(VectorOperators.XOR, upperKey);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16))
                .mul(DropoutMask.MULTIPLIER_1);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15))
                .add(lowerKey)
                .mul(DropoutMask.MULTIPLIER_2);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15))
                .lanewise(VectorOperators.LSHR, 1);
        // The sign of the difference, spread over all bits, clears the bits of 1 / (1 - rate) where dropped.
        IntVector dropped = h.sub(threshold).lanewise(VectorOperators.ASHR, 31);
        return dropped.lanewise(VectorOperators.NOT)
                .lanewise(VectorOperators.AND, kept)
                .reinterpretAsFloats();
    }
}

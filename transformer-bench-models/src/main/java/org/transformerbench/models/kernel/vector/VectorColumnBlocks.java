package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;

/**
 * Blocks of {@link VectorMatmul} for x^T dy: neighbouring columns of x are rows of the result, so that the compiler checks
 * their bounds once and they need one address.
 */
final class VectorColumnBlocks {
    private VectorColumnBlocks() {}

    static void sixByTwo(
            float[] x,
            int xAt,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendAt,
            int addendStep,
            float[] y,
            int yAt,
            int yStep,
            int inner) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
        FloatVector b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector left = load(w, from);
            FloatVector right = load(w, from + LENGTH);
            FloatVector factor = of(x[at]);
            a0 = factor.fma(left, a0);
            b0 = factor.fma(right, b0);
            factor = of(x[at + 1]);
            a1 = factor.fma(left, a1);
            b1 = factor.fma(right, b1);
            factor = of(x[at + 2]);
            a2 = factor.fma(left, a2);
            b2 = factor.fma(right, b2);
            factor = of(x[at + 3]);
            a3 = factor.fma(left, a3);
            b3 = factor.fma(right, b3);
            factor = of(x[at + 4]);
            a4 = factor.fma(left, a4);
            b4 = factor.fma(right, b4);
            factor = of(x[at + 5]);
            a5 = factor.fma(left, a5);
            b5 = factor.fma(right, b5);
        }
        load(addend, addendAt).add(a0).intoArray(y, yAt);
        load(addend, addendAt + LENGTH).add(b0).intoArray(y, yAt + LENGTH);
        load(addend, addendAt + addendStep).add(a1).intoArray(y, yAt + yStep);
        load(addend, addendAt + addendStep + LENGTH).add(b1).intoArray(y, yAt + yStep + LENGTH);
        load(addend, addendAt + 2 * addendStep).add(a2).intoArray(y, yAt + 2 * yStep);
        load(addend, addendAt + 2 * addendStep + LENGTH).add(b2).intoArray(y, yAt + 2 * yStep + LENGTH);
        load(addend, addendAt + 3 * addendStep).add(a3).intoArray(y, yAt + 3 * yStep);
        load(addend, addendAt + 3 * addendStep + LENGTH).add(b3).intoArray(y, yAt + 3 * yStep + LENGTH);
        load(addend, addendAt + 4 * addendStep).add(a4).intoArray(y, yAt + 4 * yStep);
        load(addend, addendAt + 4 * addendStep + LENGTH).add(b4).intoArray(y, yAt + 4 * yStep + LENGTH);
        load(addend, addendAt + 5 * addendStep).add(a5).intoArray(y, yAt + 5 * yStep);
        load(addend, addendAt + 5 * addendStep + LENGTH).add(b5).intoArray(y, yAt + 5 * yStep + LENGTH);
    }

    static void fourByTwo(
            float[] x,
            int xAt,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendAt,
            int addendStep,
            float[] y,
            int yAt,
            int yStep,
            int inner) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
        FloatVector b0 = zero, b1 = zero, b2 = zero, b3 = zero;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector left = load(w, from);
            FloatVector right = load(w, from + LENGTH);
            FloatVector factor = of(x[at]);
            a0 = factor.fma(left, a0);
            b0 = factor.fma(right, b0);
            factor = of(x[at + 1]);
            a1 = factor.fma(left, a1);
            b1 = factor.fma(right, b1);
            factor = of(x[at + 2]);
            a2 = factor.fma(left, a2);
            b2 = factor.fma(right, b2);
            factor = of(x[at + 3]);
            a3 = factor.fma(left, a3);
            b3 = factor.fma(right, b3);
        }
        load(addend, addendAt).add(a0).intoArray(y, yAt);
        load(addend, addendAt + LENGTH).add(b0).intoArray(y, yAt + LENGTH);
        load(addend, addendAt + addendStep).add(a1).intoArray(y, yAt + yStep);
        load(addend, addendAt + addendStep + LENGTH).add(b1).intoArray(y, yAt + yStep + LENGTH);
        load(addend, addendAt + 2 * addendStep).add(a2).intoArray(y, yAt + 2 * yStep);
        load(addend, addendAt + 2 * addendStep + LENGTH).add(b2).intoArray(y, yAt + 2 * yStep + LENGTH);
        load(addend, addendAt + 3 * addendStep).add(a3).intoArray(y, yAt + 3 * yStep);
        load(addend, addendAt + 3 * addendStep + LENGTH).add(b3).intoArray(y, yAt + 3 * yStep + LENGTH);
    }

    static void eightByOne(
            float[] x,
            int xAt,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendAt,
            int addendStep,
            float[] y,
            int yAt,
            int yStep,
            int inner) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector v = load(w, from);
            a0 = of(x[at]).fma(v, a0);
            a1 = of(x[at + 1]).fma(v, a1);
            a2 = of(x[at + 2]).fma(v, a2);
            a3 = of(x[at + 3]).fma(v, a3);
            a4 = of(x[at + 4]).fma(v, a4);
            a5 = of(x[at + 5]).fma(v, a5);
            a6 = of(x[at + 6]).fma(v, a6);
            a7 = of(x[at + 7]).fma(v, a7);
        }
        load(addend, addendAt).add(a0).intoArray(y, yAt);
        load(addend, addendAt + addendStep).add(a1).intoArray(y, yAt + yStep);
        load(addend, addendAt + 2 * addendStep).add(a2).intoArray(y, yAt + 2 * yStep);
        load(addend, addendAt + 3 * addendStep).add(a3).intoArray(y, yAt + 3 * yStep);
        load(addend, addendAt + 4 * addendStep).add(a4).intoArray(y, yAt + 4 * yStep);
        load(addend, addendAt + 5 * addendStep).add(a5).intoArray(y, yAt + 5 * yStep);
        load(addend, addendAt + 6 * addendStep).add(a6).intoArray(y, yAt + 6 * yStep);
        load(addend, addendAt + 7 * addendStep).add(a7).intoArray(y, yAt + 7 * yStep);
    }
}

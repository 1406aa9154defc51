package org.transformerbench.models.kernel.vector;

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
        FloatVector a0 = load(addend, addendAt);
        FloatVector b0 = load(addend, addendAt + LENGTH);
        FloatVector a1 = load(addend, addendAt + addendStep);
        FloatVector b1 = load(addend, addendAt + addendStep + LENGTH);
        FloatVector a2 = load(addend, addendAt + 2 * addendStep);
        FloatVector b2 = load(addend, addendAt + 2 * addendStep + LENGTH);
        FloatVector a3 = load(addend, addendAt + 3 * addendStep);
        FloatVector b3 = load(addend, addendAt + 3 * addendStep + LENGTH);
        FloatVector a4 = load(addend, addendAt + 4 * addendStep);
        FloatVector b4 = load(addend, addendAt + 4 * addendStep + LENGTH);
        FloatVector a5 = load(addend, addendAt + 5 * addendStep);
        FloatVector b5 = load(addend, addendAt + 5 * addendStep + LENGTH);
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
        a0.intoArray(y, yAt);
        b0.intoArray(y, yAt + LENGTH);
        a1.intoArray(y, yAt + yStep);
        b1.intoArray(y, yAt + yStep + LENGTH);
        a2.intoArray(y, yAt + 2 * yStep);
        b2.intoArray(y, yAt + 2 * yStep + LENGTH);
        a3.intoArray(y, yAt + 3 * yStep);
        b3.intoArray(y, yAt + 3 * yStep + LENGTH);
        a4.intoArray(y, yAt + 4 * yStep);
        b4.intoArray(y, yAt + 4 * yStep + LENGTH);
        a5.intoArray(y, yAt + 5 * yStep);
        b5.intoArray(y, yAt + 5 * yStep + LENGTH);
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
        FloatVector a0 = load(addend, addendAt);
        FloatVector b0 = load(addend, addendAt + LENGTH);
        FloatVector a1 = load(addend, addendAt + addendStep);
        FloatVector b1 = load(addend, addendAt + addendStep + LENGTH);
        FloatVector a2 = load(addend, addendAt + 2 * addendStep);
        FloatVector b2 = load(addend, addendAt + 2 * addendStep + LENGTH);
        FloatVector a3 = load(addend, addendAt + 3 * addendStep);
        FloatVector b3 = load(addend, addendAt + 3 * addendStep + LENGTH);
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
        a0.intoArray(y, yAt);
        b0.intoArray(y, yAt + LENGTH);
        a1.intoArray(y, yAt + yStep);
        b1.intoArray(y, yAt + yStep + LENGTH);
        a2.intoArray(y, yAt + 2 * yStep);
        b2.intoArray(y, yAt + 2 * yStep + LENGTH);
        a3.intoArray(y, yAt + 3 * yStep);
        b3.intoArray(y, yAt + 3 * yStep + LENGTH);
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
        FloatVector a0 = load(addend, addendAt);
        FloatVector a1 = load(addend, addendAt + addendStep);
        FloatVector a2 = load(addend, addendAt + 2 * addendStep);
        FloatVector a3 = load(addend, addendAt + 3 * addendStep);
        FloatVector a4 = load(addend, addendAt + 4 * addendStep);
        FloatVector a5 = load(addend, addendAt + 5 * addendStep);
        FloatVector a6 = load(addend, addendAt + 6 * addendStep);
        FloatVector a7 = load(addend, addendAt + 7 * addendStep);
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
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + yStep);
        a2.intoArray(y, yAt + 2 * yStep);
        a3.intoArray(y, yAt + 3 * yStep);
        a4.intoArray(y, yAt + 4 * yStep);
        a5.intoArray(y, yAt + 5 * yStep);
        a6.intoArray(y, yAt + 6 * yStep);
        a7.intoArray(y, yAt + 7 * yStep);
    }
}

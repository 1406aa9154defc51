package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.VectorMath.load;
import static org.transformerbench.models.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;

/** Blocks of {@link VectorMatmul} that are two vectors wide. */
final class VectorPairBlocks {
    private VectorPairBlocks() {}

    static void six(
            float[] x,
            int xAt,
            int rowStep,
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
            factor = of(x[at + rowStep]);
            a1 = factor.fma(left, a1);
            b1 = factor.fma(right, b1);
            factor = of(x[at + 2 * rowStep]);
            a2 = factor.fma(left, a2);
            b2 = factor.fma(right, b2);
            factor = of(x[at + 3 * rowStep]);
            a3 = factor.fma(left, a3);
            b3 = factor.fma(right, b3);
            factor = of(x[at + 4 * rowStep]);
            a4 = factor.fma(left, a4);
            b4 = factor.fma(right, b4);
            factor = of(x[at + 5 * rowStep]);
            a5 = factor.fma(left, a5);
            b5 = factor.fma(right, b5);
        }
        VectorMath.store(a0, addend, addendAt, y, yAt);
        VectorMath.store(b0, addend, addendAt + LENGTH, y, yAt + LENGTH);
        VectorMath.store(a1, addend, addendAt + addendStep, y, yAt + yStep);
        VectorMath.store(b1, addend, addendAt + addendStep + LENGTH, y, yAt + yStep + LENGTH);
        VectorMath.store(a2, addend, addendAt + 2 * addendStep, y, yAt + 2 * yStep);
        VectorMath.store(b2, addend, addendAt + 2 * addendStep + LENGTH, y, yAt + 2 * yStep + LENGTH);
        VectorMath.store(a3, addend, addendAt + 3 * addendStep, y, yAt + 3 * yStep);
        VectorMath.store(b3, addend, addendAt + 3 * addendStep + LENGTH, y, yAt + 3 * yStep + LENGTH);
        VectorMath.store(a4, addend, addendAt + 4 * addendStep, y, yAt + 4 * yStep);
        VectorMath.store(b4, addend, addendAt + 4 * addendStep + LENGTH, y, yAt + 4 * yStep + LENGTH);
        VectorMath.store(a5, addend, addendAt + 5 * addendStep, y, yAt + 5 * yStep);
        VectorMath.store(b5, addend, addendAt + 5 * addendStep + LENGTH, y, yAt + 5 * yStep + LENGTH);
    }

    static void two(
            float[] x,
            int xAt,
            int rowStep,
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
        FloatVector a0 = zero, a1 = zero, b0 = zero, b1 = zero;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector left = load(w, from);
            FloatVector right = load(w, from + LENGTH);
            FloatVector factor = of(x[at]);
            a0 = factor.fma(left, a0);
            b0 = factor.fma(right, b0);
            factor = of(x[at + rowStep]);
            a1 = factor.fma(left, a1);
            b1 = factor.fma(right, b1);
        }
        VectorMath.store(a0, addend, addendAt, y, yAt);
        VectorMath.store(b0, addend, addendAt + LENGTH, y, yAt + LENGTH);
        VectorMath.store(a1, addend, addendAt + addendStep, y, yAt + yStep);
        VectorMath.store(b1, addend, addendAt + addendStep + LENGTH, y, yAt + yStep + LENGTH);
    }

    static void one(
            float[] x,
            int xAt,
            int innerStep,
            float[] w,
            int wAt,
            int wStep,
            float[] addend,
            int addendAt,
            float[] y,
            int yAt,
            int inner) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector factor = of(x[at]);
            a = factor.fma(load(w, from), a);
            b = factor.fma(load(w, from + LENGTH), b);
        }
        VectorMath.store(a, addend, addendAt, y, yAt);
        VectorMath.store(b, addend, addendAt + LENGTH, y, yAt + LENGTH);
    }
}

package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.VectorConstants.FLOATS;
import static org.transformerbench.models.kernel.VectorMath.load;
import static org.transformerbench.models.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;

/** Blocks of {@link VectorMatmul} that are one vector wide. */
final class VectorSingleBlocks {
    private VectorSingleBlocks() {}

    static void eight(
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
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector v = load(w, from);
            a0 = of(x[at]).fma(v, a0);
            a1 = of(x[at + rowStep]).fma(v, a1);
            a2 = of(x[at + 2 * rowStep]).fma(v, a2);
            a3 = of(x[at + 3 * rowStep]).fma(v, a3);
            a4 = of(x[at + 4 * rowStep]).fma(v, a4);
            a5 = of(x[at + 5 * rowStep]).fma(v, a5);
            a6 = of(x[at + 6 * rowStep]).fma(v, a6);
            a7 = of(x[at + 7 * rowStep]).fma(v, a7);
        }
        VectorMath.store(a0, addend, addendAt, y, yAt);
        VectorMath.store(a1, addend, addendAt + addendStep, y, yAt + yStep);
        VectorMath.store(a2, addend, addendAt + 2 * addendStep, y, yAt + 2 * yStep);
        VectorMath.store(a3, addend, addendAt + 3 * addendStep, y, yAt + 3 * yStep);
        VectorMath.store(a4, addend, addendAt + 4 * addendStep, y, yAt + 4 * yStep);
        VectorMath.store(a5, addend, addendAt + 5 * addendStep, y, yAt + 5 * yStep);
        VectorMath.store(a6, addend, addendAt + 6 * addendStep, y, yAt + 6 * yStep);
        VectorMath.store(a7, addend, addendAt + 7 * addendStep, y, yAt + 7 * yStep);
    }

    static void four(
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
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            FloatVector v = load(w, from);
            a0 = of(x[at]).fma(v, a0);
            a1 = of(x[at + rowStep]).fma(v, a1);
            a2 = of(x[at + 2 * rowStep]).fma(v, a2);
            a3 = of(x[at + 3 * rowStep]).fma(v, a3);
        }
        VectorMath.store(a0, addend, addendAt, y, yAt);
        VectorMath.store(a1, addend, addendAt + addendStep, y, yAt + yStep);
        VectorMath.store(a2, addend, addendAt + 2 * addendStep, y, yAt + 2 * yStep);
        VectorMath.store(a3, addend, addendAt + 3 * addendStep, y, yAt + 3 * yStep);
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
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            a = of(x[at]).fma(load(w, from), a);
        }
        VectorMath.store(a, addend, addendAt, y, yAt);
    }
}

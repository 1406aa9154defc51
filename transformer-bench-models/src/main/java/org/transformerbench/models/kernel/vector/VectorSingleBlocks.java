package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

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
            a1 = of(x[at + rowStep]).fma(v, a1);
            a2 = of(x[at + 2 * rowStep]).fma(v, a2);
            a3 = of(x[at + 3 * rowStep]).fma(v, a3);
            a4 = of(x[at + 4 * rowStep]).fma(v, a4);
            a5 = of(x[at + 5 * rowStep]).fma(v, a5);
            a6 = of(x[at + 6 * rowStep]).fma(v, a6);
            a7 = of(x[at + 7 * rowStep]).fma(v, a7);
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

    /**
     * Two inner steps at a time: a method of this size is compiled on its own; inlined, it can exceed what C2 puts into one method, which
     * leaves its vectors on the heap.
     */
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
        FloatVector a0 = load(addend, addendAt);
        FloatVector a1 = load(addend, addendAt + addendStep);
        FloatVector a2 = load(addend, addendAt + 2 * addendStep);
        FloatVector a3 = load(addend, addendAt + 3 * addendStep);
        int i = 0;
        int at = xAt;
        int from = wAt;
        for (; i + 2 <= inner; i += 2, at += 2 * innerStep, from += 2 * wStep) {
            FloatVector v = load(w, from);
            a0 = of(x[at]).fma(v, a0);
            a1 = of(x[at + rowStep]).fma(v, a1);
            a2 = of(x[at + 2 * rowStep]).fma(v, a2);
            a3 = of(x[at + 3 * rowStep]).fma(v, a3);
            v = load(w, from + wStep);
            a0 = of(x[at + innerStep]).fma(v, a0);
            a1 = of(x[at + rowStep + innerStep]).fma(v, a1);
            a2 = of(x[at + 2 * rowStep + innerStep]).fma(v, a2);
            a3 = of(x[at + 3 * rowStep + innerStep]).fma(v, a3);
        }
        if (i < inner) {
            FloatVector v = load(w, from);
            a0 = of(x[at]).fma(v, a0);
            a1 = of(x[at + rowStep]).fma(v, a1);
            a2 = of(x[at + 2 * rowStep]).fma(v, a2);
            a3 = of(x[at + 3 * rowStep]).fma(v, a3);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + yStep);
        a2.intoArray(y, yAt + 2 * yStep);
        a3.intoArray(y, yAt + 3 * yStep);
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
        FloatVector a = load(addend, addendAt);
        for (int i = 0, at = xAt, from = wAt; i < inner; i++, at += innerStep, from += wStep) {
            a = of(x[at]).fma(load(w, from), a);
        }
        a.intoArray(y, yAt);
    }
}

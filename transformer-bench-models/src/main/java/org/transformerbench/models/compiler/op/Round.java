package org.transformerbench.models.compiler.op;

/** The nearest integer, the even one in case of a tie. Its derivative counts as zero. */
public record Round() implements PiecewiseConstant {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.rint(x[from + i]);
        }
    }
}

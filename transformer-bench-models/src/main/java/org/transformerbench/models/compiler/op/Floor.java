package org.transformerbench.models.compiler.op;

/** The largest whole number that is not above x. Its derivative counts as zero. */
public record Floor() implements PiecewiseConstant {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.floor(x[from + i]);
        }
    }
}

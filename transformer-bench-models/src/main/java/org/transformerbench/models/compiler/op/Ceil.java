package org.transformerbench.models.compiler.op;

/** The smallest whole number that is not below x. Its derivative counts as zero. */
public record Ceil() implements PiecewiseConstant {

    @Override
    public void apply(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.ceil(x[from + i]);
        }
    }
}

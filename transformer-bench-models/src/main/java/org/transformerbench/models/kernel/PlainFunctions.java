package org.transformerbench.models.kernel;

/** {@link Functions} in plain Java. */
final class PlainFunctions implements Functions {

    @Override
    public void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] + b[bAt + i];
        }
    }

    @Override
    public void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] - b[bAt + i];
        }
    }

    @Override
    public void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] * b[bAt + i];
        }
    }

    @Override
    public void divide(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] / b[bAt + i];
        }
    }

    @Override
    public void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
        }
    }

    @Override
    public void minimum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = Math.min(a[aAt + i], b[bAt + i]);
        }
    }

    @Override
    public void negate(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = -x[from + i];
        }
    }

    @Override
    public void reciprocal(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = 1 / x[from + i];
        }
    }

    @Override
    public void squareRoot(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.sqrt(x[from + i]);
        }
    }

    @Override
    public void inverseSquareRoot(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = 1 / (float) Math.sqrt(x[from + i]);
        }
    }

    @Override
    public void exp(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = FastMath.exp(x[from + i]);
        }
    }

    @Override
    public void log(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.log(x[from + i]);
        }
    }

    @Override
    public void log1p(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = (float) Math.log1p(x[from + i]);
        }
    }

    @Override
    public void tanh(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = FastMath.tanh(x[from + i]);
        }
    }

    @Override
    public void sigmoid(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = 1 / (1 + FastMath.exp(-x[from + i]));
        }
    }

    @Override
    public void erf(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = FastMath.erf(x[from + i]);
        }
    }

    @Override
    public void sign(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.signum(x[from + i]);
        }
    }

    @Override
    public void less(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] < b[bAt + i] ? 1 : 0;
        }
    }

    @Override
    public void atMost(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = a[aAt + i] <= b[bAt + i] ? 1 : 0;
        }
    }

    @Override
    public void select(
            float[] condition, int conditionAt, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = condition[conditionAt + i] != 0 ? a[aAt + i] : b[bAt + i];
        }
    }
}

package org.transformerbench.models.kernel.plain;

/** Loops over runs of lanes that lie side by side at the beginning of arrays: of such the compiler makes vectors. */
final class PlainRuns {
    private PlainRuns() {}

    /** Copies the first run until the whole length is full of it. */
    static void repeat(float[] x, int lanes, int length) {
        for (int filled = lanes; filled < length; filled *= 2) {
            System.arraycopy(x, 0, x, filled, Math.min(filled, length - filled));
        }
    }

    /** y = y + x. */
    static void accumulate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] += x[i];
        }
    }

    /** y = max(y, x). */
    static void raise(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = Math.max(y[i], x[i]);
        }
    }
}

package org.transformerbench.models.kernel;

/** Activation functions; see the package's invariants. */
public interface ActivationKernels {

    /**
     * GELU in its tanh form, y = 0.5 x (1 + t) with t = tanh(sqrt(2 / pi) (x + 0.044715 x^3)).
     *
     * @param x values
     * @param y receives the results
     * @param t receives the tanh, saved for the backward pass
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void geluTanh(float[] x, float[] y, float[] t, int size);

    /**
     * dx = dx + dy times the derivative of {@link #geluTanh}.
     *
     * @param x as in the forward pass
     * @param t as saved
     * @param dy gradient of y
     * @param dx is added to
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void geluTanhBackward(float[] x, float[] t, float[] dy, float[] dx, int size);

    /**
     * GELU in its erf form, y = x c with c = 0.5 (1 + erf(x / sqrt(2))).
     *
     * @param x values
     * @param y receives the results
     * @param c receives the distribution function, saved for the backward pass
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void geluErf(float[] x, float[] y, float[] c, int size);

    /**
     * dx = dx + dy times the derivative of {@link #geluErf}, c + x exp(-x^2 / 2) / sqrt(2 pi).
     *
     * @param x as in the forward pass
     * @param c as saved
     * @param dy gradient of y
     * @param dx is added to
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void geluErfBackward(float[] x, float[] c, float[] dy, float[] dx, int size);

    /**
     * y = max(x, 0).
     *
     * @param x values
     * @param y receives the results
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void relu(float[] x, float[] y, int size);

    /**
     * dx = dx + dy where x is above 0.
     *
     * @param x as in the forward pass
     * @param dy gradient of y
     * @param dx is added to
     * @param size how many; a multiple of {@link Kernels#LANES}
     */
    void reluBackward(float[] x, float[] dy, float[] dx, int size);
}

package org.transformerbench.models.kernel;

/** Normalisation of rows; see the package's invariants. */
public interface NormKernels {

    /**
     * normalised = (x - mean) / sqrt(variance + epsilon) per row, y = normalised gain + bias.
     *
     * @param x shape (rows, width)
     * @param gain stride values, zero beyond the width
     * @param bias stride values, zero beyond the width
     * @param y shape (rows, width)
     * @param normalised shape (rows, width), saved for the backward pass
     * @param inverseDeviation one value per row, saved for the backward pass
     * @param rows any number
     * @param width the true number of columns
     * @param epsilon under the root
     */
    void layerNorm(
            float[] x,
            float[] gain,
            float[] bias,
            float[] y,
            float[] normalised,
            float[] inverseDeviation,
            int rows,
            int width,
            float epsilon);

    /**
     * The gradients of {@link #layerNorm}.
     *
     * @param dy gradient of y
     * @param gain as in the forward pass
     * @param normalised as saved
     * @param inverseDeviation as saved
     * @param dx is added to
     * @param dGain is added to
     * @param dBias is added to
     * @param rows any number
     * @param width the true number of columns
     */
    void layerNormBackward(
            float[] dy,
            float[] gain,
            float[] normalised,
            float[] inverseDeviation,
            float[] dx,
            float[] dGain,
            float[] dBias,
            int rows,
            int width);
}

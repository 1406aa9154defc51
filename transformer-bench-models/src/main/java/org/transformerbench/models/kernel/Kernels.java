package org.transformerbench.models.kernel;

/** Forward and backward arithmetic on padded matrices; see the package's invariants. */
public interface Kernels {
    /** Strides are multiples of this number of floats: one 512-bit vector. */
    int LANES = 16;

    /**
     * The stride of a matrix.
     *
     * @param width the number of columns; at least 1
     * @return the width, rounded up to a multiple of {@link #LANES}
     */
    static int stride(int width) {
        return (width + LANES - 1) / LANES * LANES;
    }

    /**
     * The name of this set of kernels, for the record.
     *
     * @return "plain" or "vector"
     */
    String name();

    /**
     * The set's normalisation of rows.
     *
     * @return stateless
     */
    NormKernels norms();

    /**
     * The set's losses.
     *
     * @return stateless
     */
    LossKernels losses();

    /**
     * The set's activation functions.
     *
     * @return stateless
     */
    ActivationKernels activations();

    /**
     * The set's sums, dropout and optimizer.
     *
     * @return stateless
     */
    ElementwiseKernels elementwise();

    /**
     * The set's attention.
     *
     * @return stateless
     */
    AttentionKernels attention();

    /**
     * The set's matrix products.
     *
     * @return stateless
     */
    ProductKernels products();

    /**
     * The same set's kernels on interleaved tensors.
     *
     * @return stateless
     */
    InterleavedKernels interleaved();
}

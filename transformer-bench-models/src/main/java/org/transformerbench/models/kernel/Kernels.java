package org.transformerbench.models.kernel;

/**
 * A set of kernels, by family: forward and backward arithmetic on padded matrices, and on interleaved tensors; see the package's
 * invariants.
 *
 * @param name of the set, for the record: "plain" or "vector"
 * @param products matrix products
 * @param attention causal attention
 * @param norms normalisation of rows
 * @param activations activation functions
 * @param elementwise sums, dropout and the optimizer
 * @param losses losses with their gradients
 * @param interleaved the same set's kernels on interleaved tensors
 */
public record Kernels(
        String name,
        ProductKernels products,
        AttentionKernels attention,
        NormKernels norms,
        ActivationKernels activations,
        ElementwiseKernels elementwise,
        LossKernels losses,
        InterleavedKernels interleaved) {
    /** Strides are multiples of this number of floats: one 512-bit vector. */
    public static final int LANES = 16;

    /**
     * The stride of a matrix.
     *
     * @param width the number of columns; at least 1
     * @return the width, rounded up to a multiple of {@link #LANES}
     */
    public static int stride(int width) {
        return (width + LANES - 1) / LANES * LANES;
    }
}

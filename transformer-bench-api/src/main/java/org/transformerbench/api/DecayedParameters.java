package org.transformerbench.api;

/** The parameters that the weight decay of {@link AdamW} falls on. */
public enum DecayedParameters {
    /** All parameters: biases, gains of norms and embeddings shrink as weights do, as with PyTorch's default of one group. */
    ALL,
    /**
     * Tensors of rank 2 and more: weights and embeddings, but neither gains of norms nor biases, unless these have a dimension of
     * their own for heads. nanoGPT decays these, see karpathy/nanoGPT, {@code model.py}, {@code configure_optimizers}; minGPT leaves
     * embeddings out too.
     */
    MATRICES;

    /**
     * Returns whether a parameter shrinks.
     *
     * @param shape of the parameter
     * @return true for all, or for a rank of 2 and more
     */
    public boolean contains(long[] shape) {
        return this == ALL || shape.length >= 2;
    }
}

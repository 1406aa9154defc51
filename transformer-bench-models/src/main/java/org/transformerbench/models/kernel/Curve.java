package org.transformerbench.models.kernel;

/** Smooth functions of one number that have loops of their own, as have their slopes; see {@link LaneElementwiseKernels#curve}. */
public enum Curve {
    /** 0.5 x (1 + erf(x / sqrt(2))). */
    GELU_ERF,
    /** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
    GELU_TANH,
    /** x / (1 + exp(-p x)). */
    SWISH,
    /** log(1 + exp(x)). */
    SOFTPLUS,
    /** x where it is positive, elsewhere p (exp(x) - 1). */
    ELU
}

package org.transformerbench.models.kernel.vector;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.ActivationKernels;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.ElementwiseKernels;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LossKernels;
import org.transformerbench.models.kernel.NormKernels;
import org.transformerbench.models.kernel.ProductKernels;
import org.transformerbench.models.kernel.plain.PlainKernels;

/**
 * Kernels on the Vector API. Reached by name only, from {@link KernelChoice}, so that nothing here is linked where the
 * module is absent; no static values of the Vector API here, they are in {@link VectorConstants}. Vectors live in local
 * variables only, so that escape analysis keeps them in registers.
 */
public final class VectorKernels implements Kernels {
    private static final int MINIMUM_BITS = 256;

    /** For what does not fill a vector. */
    private final Kernels rest = new PlainKernels();

    private final NormKernels norms = new VectorNorms();

    private final LossKernels losses = new VectorLosses();

    private final ActivationKernels activations = new VectorActivations();

    private final ElementwiseKernels elementwise = new VectorElementwise(rest.elementwise());

    private final ProductKernels products = new VectorProducts();

    private final AttentionKernels attention = new VectorAttention(rest.attention());

    /**
     * For {@link KernelChoice}.
     *
     * @throws UnsupportedOperationException if the processor's vectors are too short to be worth it; the message says so
     */
    public VectorKernels() {
        int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        if (bits < MINIMUM_BITS) {
            throw new UnsupportedOperationException("the JVM prefers vectors of " + bits
                    + " bits on this processor, and " + MINIMUM_BITS + " are needed");
        }
    }

    @Override
    public InterleavedKernels interleaved() {
        return new VectorInterleaved();
    }

    @Override
    public NormKernels norms() {
        return norms;
    }

    @Override
    public LossKernels losses() {
        return losses;
    }

    @Override
    public ActivationKernels activations() {
        return activations;
    }

    @Override
    public ElementwiseKernels elementwise() {
        return elementwise;
    }

    @Override
    public AttentionKernels attention() {
        return attention;
    }

    @Override
    public ProductKernels products() {
        return products;
    }

    @Override
    public String name() {
        return "vector";
    }
}

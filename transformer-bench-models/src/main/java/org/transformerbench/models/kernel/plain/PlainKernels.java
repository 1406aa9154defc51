package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.ActivationKernels;
import org.transformerbench.models.kernel.AttentionKernels;
import org.transformerbench.models.kernel.ElementwiseKernels;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.LossKernels;
import org.transformerbench.models.kernel.NormKernels;
import org.transformerbench.models.kernel.ProductKernels;

/** Kernels as plain loops, most of which the JVM's compiler vectorises by itself. */
public final class PlainKernels implements Kernels {
    private final NormKernels norms = new PlainNorms();

    private final LossKernels losses = new PlainLosses();

    private final ActivationKernels activations = new PlainActivations();

    private final ElementwiseKernels elementwise = new PlainElementwise();

    private final PlainProducts products = new PlainProducts();

    private final AttentionKernels attention = new PlainAttention(products);

    /** Kernels without state but buffers of each thread. */
    public PlainKernels() {}

    @Override
    public InterleavedKernels interleaved() {
        return new PlainInterleaved();
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
        return "plain";
    }
}

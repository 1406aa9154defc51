package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.Kernels;

/** The set of kernels as plain loops, most of which the JVM's compiler vectorises by itself. */
public final class PlainKernels {
    private PlainKernels() {}

    /**
     * Makes the set.
     *
     * @return kernels without state but buffers of each thread
     */
    public static Kernels create() {
        PlainProducts products = new PlainProducts();
        return new Kernels(
                "plain",
                products,
                new PlainAttention(products),
                new PlainNorms(),
                new PlainActivations(),
                new PlainElementwise(),
                new PlainLosses(),
                new PlainInterleaved());
    }
}

package org.transformerbench.models.kernel.plain;

import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.Kernels;

/** The set of kernels as plain loops, most of which the JVM's compiler vectorises by itself. */
public final class PlainKernels {
    /** Loops over fewer lanes have few vectors beside single elements; with more, buffers leave the second-level cache. */
    private static final int LANES = 64;

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
                new InterleavedKernels(
                        LANES,
                        new PlainLaneProducts(),
                        new PlainLaneNorms(),
                        new PlainLaneReductions(),
                        new PlainLaneElementwise()));
    }
}

package org.transformerbench.models.kernel.vector;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.InterleavedKernels;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.plain.PlainKernels;

/**
 * The set of kernels on the Vector API. Reached by name only, from {@link KernelChoice}, so that nothing here is linked where the
 * module is absent; no static values of the Vector API here, they are in {@link VectorConstants}. Vectors live in local
 * variables only, so that escape analysis keeps them in registers.
 */
public final class VectorKernels {
    private static final int MINIMUM_BITS = 256;

    /** The preferred number of lanes of an interleaved micro-batch. */
    private static final int LANES = 32;

    private VectorKernels() {}

    /**
     * Makes the set, for {@link KernelChoice}.
     *
     * @return kernels without state but buffers of each thread
     * @throws UnsupportedOperationException if the processor's vectors are too short to be worth it; the message says so
     */
    public static Kernels create() {
        int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        if (bits < MINIMUM_BITS) {
            throw new UnsupportedOperationException("the JVM prefers vectors of " + bits
                    + " bits on this processor, and " + MINIMUM_BITS + " are needed");
        }
        // For what does not fill a vector.
        Kernels rest = PlainKernels.create();
        return new Kernels(
                "vector",
                new VectorProducts(),
                new VectorAttention(rest.attention()),
                new VectorNorms(),
                new VectorActivations(),
                new VectorElementwise(rest.elementwise()),
                new VectorLosses(),
                new InterleavedKernels(
                        LANES,
                        new VectorLaneProducts(),
                        new VectorLaneNorms(),
                        new VectorLaneReductions(),
                        new VectorLaneElementwise()));
    }
}

package org.transformerbench.models.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.transformerbench.models.kernel.Kernels;

/**
 * The only class with static values of the Vector API, so that {@link VectorKernels} can say what is missing before
 * anything of it is initialised.
 */
final class VectorConstants {
    /** 512 or 256 bits; a longer preferred species would not divide the strides. */
    static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() >= Kernels.LANES ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

    static final VectorSpecies<Integer> INTS =
            FLOATS.length() == Kernels.LANES ? IntVector.SPECIES_512 : IntVector.SPECIES_256;

    static final int LENGTH = FLOATS.length();

    /** Exchange neighbouring lanes, pairs, and so on. */
    static final VectorShuffle<Float> SWAP_1 = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 1);

    static final VectorShuffle<Float> SWAP_2 = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 2);
    static final VectorShuffle<Float> SWAP_4 = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 4);
    static final VectorShuffle<Float> SWAP_8 = VectorShuffle.fromOp(FLOATS, lane -> (lane ^ 8) % LENGTH);

    private VectorConstants() {}
}

package org.transformerbench.models.kernel;

import java.util.List;

/** The sets of kernels that this machine can test. */
public final class KernelSets {
    private KernelSets() {}

    /**
     * Both sets; only the plain one on a processor whose vectors are too short for the other. A missing module is no such
     * reason: the build adds it, so that tests of the vector kernels cannot be lost unnoticed.
     */
    public static List<String> names() {
        return hasVectors() ? List.of("plain", "vector") : List.of("plain");
    }

    /** Whether the processor's vectors are long enough. */
    static boolean hasVectors() {
        try {
            KernelChoice.named("vector");
            return true;
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof UnsupportedOperationException) {
                return false;
            }
            throw e;
        }
    }
}

package org.transformerbench.models.samediff;

import java.util.function.Supplier;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The number of OpenMP threads on which ND4J computes operations. They spin while they wait for one another, at each operation:
 * on cores that are busy with other work a small operation takes a hundred times as long with two threads as with one. OpenMP
 * keeps the number per calling thread, so that no other user of ND4J in this JVM is concerned.
 */
final class OpenMpThreads {
    /**
     * Minimum number of positions of all examples for several threads; with fewer, an operation is done before it has been shared
     * out.
     */
    static final long WORTH_SHARING = 4_096;

    private OpenMpThreads() {}

    /** Computes something on one thread if it is small, else on as many as before. */
    static <T> T compute(long rows, Supplier<T> computation) {
        if (rows >= WORTH_SHARING) {
            return computation.get();
        }
        NativeOps operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int before = operations.ompGetMaxThreads();
        operations.setOmpNumThreads(1);
        try {
            return computation.get();
        } finally {
            operations.setOmpNumThreads(before);
        }
    }
}

package org.transformerbench.models;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Counts what the current thread allocates on the heap. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /**
     * The bytes that something allocates.
     *
     * @param action called once
     */
    public static long allocatedBy(ThrowingCallable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            action.call();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /**
     * The bytes that something allocates the second time; the first time classes are loaded.
     *
     * @param action called twice
     */
    public static long allocatedAgainBy(ThrowingCallable action) {
        allocatedBy(action);
        return allocatedBy(action);
    }
}

package org.transformerbench.examples.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.examples.speed.ProcessMemory;

/**
 * What this JVM holds at one moment, garbage apart.
 *
 * @param at how much work was done before
 * @param heapMib live objects
 * @param residentMib the process's physical memory, free parts of the heap included
 * @param threads that are alive, daemons included
 * @param classes that are loaded, hidden ones included
 * @param openFiles 0 where the operating system does not say
 * @param workspaces of ND4J, on this thread
 */
record Footprint(
        long at, double heapMib, double residentMib, int threads, long classes, long openFiles, int workspaces) {
    private static final double MEBIBYTE = 1 << 20;
    /** What the samples of an idle JVM differ by. */
    private static final double SETTLED_MIB = 0.02;

    /** Collections in a row that find no more garbage. */
    private static final int ENOUGH = 2;

    private static final int MAX_COLLECTIONS = 60;
    /** For ND4J's threads, which let go of an array when the collector has found it unused. */
    private static final int PAUSE_MILLIS = 20;

    static Footprint now(long at) {
        double heap = liveHeapMib();
        return new Footprint(
                at,
                heap,
                ProcessMemory.residentMib(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        ? system.getOpenFileDescriptorCount()
                        : 0,
                Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread().size());
    }

    private static double liveHeapMib() {
        double least = afterCollection();
        int settled = 0;
        for (int i = 1; i < MAX_COLLECTIONS && settled < ENOUGH; i++) {
            double now = afterCollection();
            settled = least - now > SETTLED_MIB ? 0 : settled + 1;
            least = Math.min(least, now);
        }
        return least;
    }

    private static double afterCollection() {
        System.gc();
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted between two samples", e);
        }
        return heap().getUsed() / MEBIBYTE;
    }

    private static MemoryUsage heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    }

    /** Else the resident set follows the heap's size. The profile "soak" fixes it. */
    static boolean heapIsFixed() {
        return heap().getInit() == heap().getMax()
                && ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:+AlwaysPreTouch");
    }
}

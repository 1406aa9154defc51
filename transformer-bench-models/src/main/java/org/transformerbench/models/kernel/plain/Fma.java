package org.transformerbench.models.kernel.plain;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Whether the processor multiplies and adds in one instruction, which is a third faster. Elsewhere {@link Math#fma} is
 * computed in arbitrary precision, thousands of times slower, so the virtual machine is asked once, as Lucene does it.
 */
final class Fma {
    static final boolean FUSED = fused();

    private Fma() {}

    private static boolean fused() {
        try {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine != null
                    && Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue());
        } catch (RuntimeException | LinkageError unknown) {
            // No such option, or an image of Java without the management module: the slower way is always right.
            return false;
        }
    }
}

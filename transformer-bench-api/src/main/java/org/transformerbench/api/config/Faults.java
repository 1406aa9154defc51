package org.transformerbench.api.config;

import java.nio.channels.ClosedByInterruptException;
import org.apiguardian.api.API;
import org.slf4j.Logger;

/**
 * Rules for handling whatever a plug-in throws. Plug-ins in other languages throw checked exceptions and errors of their own.
 */
@API(status = API.Status.INTERNAL)
public final class Faults {
    /** Maximum length of a chain of causes, which may be cyclic. */
    private static final int MAX_CAUSES = 20;

    private Faults() {}

    /**
     * Rethrows a fatal error; for catch blocks that catch everything. Memory or a stack that is used up is whole again where it
     * is caught; what else happens to the virtual machine is thrown again. An interrupt that came as an exception is set again.
     *
     * @param thrown what was caught
     */
    public static void rethrowIfFatal(Throwable thrown) {
        if (thrown instanceof VirtualMachineError error
                && !(error instanceof OutOfMemoryError)
                && !(error instanceof StackOverflowError)) {
            throw error;
        }
        if (isInterrupt(thrown)) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns what a warning shows of a throwable beside its words, which say what was thrown: a stack trace is for a log that shows
     * information too. Others have one line.
     *
     * @param log the warning is written to it
     * @param thrown what was caught
     * @return the last argument of the warning; null for none
     */
    public static Throwable trace(Logger log, Throwable thrown) {
        return log.isInfoEnabled() ? thrown : null;
    }

    /**
     * Returns whether something was thrown because the thread was interrupted.
     *
     * @param thrown what was caught
     * @return true if it, or one of its causes, says so
     */
    public static boolean isInterrupt(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}

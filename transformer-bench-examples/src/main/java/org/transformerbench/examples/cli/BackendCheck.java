package org.transformerbench.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.BackendException;
import org.transformerbench.api.Nd4jRuntime;

/** A check that starts ND4J before the first run, so that a missing GPU is reported once and not as a failure of every run. */
final class BackendCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BackendCheck.class);
    private static final String CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final String CPU = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";

    private final Runnable probe;
    private final Predicate<String> installed;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Creates a check.
     *
     * @param probe starts the backend or throws
     * @param installed whether a class is on the class path
     */
    BackendCheck(Runnable probe, Predicate<String> installed) {
        this.probe = probe;
        this.installed = installed;
    }

    static BackendCheck nd4j() {
        return new BackendCheck(Nd4jRuntime::start, BackendCheck::onClassPath);
    }

    /**
     * Starts ND4J on a separate thread while arguments are parsed and the data is loaded; {@link #check} waits for it. Not where a
     * GPU's backend could print something meanwhile. To begin again has no effect.
     */
    void begin() {
        if (!installed.test(CUDA) && begun.compareAndSet(false, true)) {
            Thread thread = new Thread(this::attempt, "nd4j-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void attempt() {
        try {
            probe.run();
        } catch (LinkageError | RuntimeException e) {
            LOG.debug("ND4J does not start, which is reported where it is needed", e);
        }
    }

    /**
     * Starts ND4J, or waits for its start, and reports a failure.
     *
     * @throws Failure if there is no backend that works
     */
    void check() {
        try {
            if (installed.test(CUDA)) {
                quietly(probe);
            } else {
                probe.run();
            }
        } catch (LinkageError | RuntimeException e) {
            throw new Failure(explain(e), e);
        }
    }

    private String explain(Throwable error) {
        if (installed.test(CUDA)) {
            return "The GPU backend of ND4J cannot start" + reason(error)
                    + ": it needs an NVIDIA GPU, its driver and CUDA 11.6; to go back to the CPU, build without -Pcuda.";
        }
        if (installed.test(CPU)) {
            return "The CPU backend of ND4J cannot start" + reason(error)
                    + ": it needs the native libraries for this operating system and processor; build on this machine,"
                    + " or for it with -Djavacpp.platform.";
        }
        return error instanceof BackendException
                ? error.getMessage()
                : "ND4J cannot start" + reason(error)
                        + ": add a backend to the class path, such as org.nd4j:nd4j-native.";
    }

    /**
     * Runs the probe without output on standard error. The CUDA backend prints the stack trace of a missing driver by itself.
     */
    private static void quietly(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        before.print(printed.toString(StandardCharsets.UTF_8));
    }

    private static String reason(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof Nd4jBackend.NoAvailableBackendException) {
            return ""; // It only says that no backend was found.
        }
        String message = root.getMessage() == null
                ? ""
                : root.getMessage().lines().findFirst().orElse("");
        return " (" + (message.isBlank() ? root.getClass().getSimpleName() : message) + ")";
    }

    private static boolean onClassPath(String className) {
        try {
            Class.forName(className, false, BackendCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}

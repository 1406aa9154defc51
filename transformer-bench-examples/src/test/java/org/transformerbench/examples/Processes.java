package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Processes that tests start, and signals to them, as a terminal and a supervisor send them. */
public final class Processes {
    /** The command that starts the Java of this process. */
    public static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Processes() {}

    /** Waits for the end of a process, and returns its exit code; a process that takes too long is ended. */
    public static int exitCode(Process process, Duration patience) throws InterruptedException {
        try {
            assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                    .as("ended within " + patience.toSeconds() + " s")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends a process as Ctrl-C ({@code INT}) or a supervisor ({@code TERM}) does. */
    public static void send(String signal, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Skips a test whose process ignores the signal. */
    public static void assumeThatItListens(Process process, String signal) throws IOException {
        assumeTrue(listensTo(process, signal), "This process was started with SIGINT ignored, and so is its child");
    }

    /** Returns whether a process heeds a signal: a shell may have a job in the background ignore SIGINT, and Java keeps to that. */
    private static boolean listensTo(Process process, String signal) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!signal.equals("INT") || !Files.isReadable(status)) {
            return true;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        long interrupt = 1L << 1;
        return (Long.parseUnsignedLong(ignored, 16) & interrupt) == 0;
    }
}

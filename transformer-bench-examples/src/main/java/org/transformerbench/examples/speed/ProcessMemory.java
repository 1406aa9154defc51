package org.transformerbench.examples.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;

/** The physical memory of this process: heap, native memory and code. */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final double KIB_PER_MIB = 1024;

    private ProcessMemory() {}

    /**
     * Returns the current resident set size in MiB.
     *
     * @return MiB
     */
    public static double residentMib() {
        return linux().orElseGet(() -> Pointer.physicalBytes() / (KIB_PER_MIB * KIB_PER_MIB));
    }

    private static Optional<Double> linux() {
        try {
            return Files.isReadable(STATUS) ? resident(Files.readAllLines(STATUS)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Parses Linux's status file; empty if it does not name the size. */
    static Optional<Double> resident(List<String> status) {
        return status.stream()
                .map(RESIDENT::matcher)
                .filter(Matcher::matches)
                .map(line -> Long.parseLong(line.group(1)) / KIB_PER_MIB)
                .findFirst();
    }
}

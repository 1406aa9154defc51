package org.transformerbench.api.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small process with its own limits. */
final class OtherJvm {
    private OtherJvm() {}

    /**
     * Runs a main method to its end.
     *
     * @param limits shell commands before it, for example {@code "ulimit -f 8"}; empty for none
     * @return what it has printed, errors included
     */
    static String run(Path folder, String limits, String heap, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        java.addAll(List.of(arguments));
        List<String> command = new ArrayList<>();
        if (!limits.isEmpty()) {
            command.addAll(List.of("bash", "-c", limits + "; exec \"$@\"", "limited"));
        }
        command.addAll(java);
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The process does not end: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}

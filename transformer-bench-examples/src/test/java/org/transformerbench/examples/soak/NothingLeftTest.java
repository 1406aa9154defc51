package org.transformerbench.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.examples.Processes;

/** The program ends with a call of exit; without it, nothing would keep the JVM alive either. */
class NothingLeftTest {
    @TempDir
    private Path folder;

    @Test
    void no_command_leaves_a_thread_that_holds_the_process() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Processes.JAVA,
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Commands.class.getName(),
                folder.toString()));
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();

        List<String> left = Files.readString(out, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("LEFT "))
                .toList();
        assertThat(left)
                .as(Files.readString(err, StandardCharsets.UTF_8))
                .containsExactly(
                        "LEFT list 0 []",
                        "LEFT describe 0 []",
                        "LEFT compare 0 []",
                        "LEFT compare 0 []",
                        "LEFT report 0 []",
                        "LEFT solve 0 []",
                        "LEFT sample 0 []",
                        "LEFT speed 0 []",
                        "LEFT bar 0 []");
        assertThat(ended).as("ended by itself").isTrue();
        assertThat(process.exitValue()).isZero();
    }
}

package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real browser without a window: Chromium or Chrome on the PATH, or where the system property {@code browser} says.
 *
 * @param program its file
 */
public record Browser(String program) {
    /** The reason of a test that is skipped. */
    public static final String MISSING = "No Chromium or Chrome on the PATH and no system property 'browser'";

    public static Optional<Browser> find() {
        String named = System.getProperty("browser", "");
        if (!named.isBlank()) {
            return Optional.of(new Browser(named));
        }
        List<Path> path = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> path.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .map(Browser::new);
    }

    /** Returns the DOM of a page after ten seconds of its own time. */
    public String dump(URI page, Path folder) throws IOException, InterruptedException {
        return dump(page, folder, "--virtual-time-budget=10000");
    }

    /** Returns the DOM of a page that reloads itself, when it is loaded for the first time: its own time begins again with each reload. */
    public String dumpReloading(URI page, Path folder) throws IOException, InterruptedException {
        return dump(page, folder, "--timeout=30000");
    }

    private String dump(URI page, Path folder, String end) throws IOException, InterruptedException {
        Path out = folder.resolve("dom");
        Path err = folder.resolve("err");
        Process process = start(page, folder, out, err, end, "--dump-dom");
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String messages = Files.readString(err, StandardCharsets.UTF_8);
        assertThat(ended).as(messages).isTrue();
        assertThat(process.exitValue()).as(messages).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Keeps a page open until a condition holds, for a minute at most. */
    public void open(URI page, Path folder, BooleanSupplier enough) throws IOException, InterruptedException {
        Process process =
                start(page, folder, folder.resolve("out"), folder.resolve("err"), "--remote-debugging-port=0");
        try {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (!enough.getAsBoolean() && process.isAlive() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private Process start(URI page, Path folder, Path out, Path err, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--allow-file-access-from-files",
                "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                "--window-size=1400,1000"));
        command.addAll(List.of(options));
        command.add(page.toString());
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }
}

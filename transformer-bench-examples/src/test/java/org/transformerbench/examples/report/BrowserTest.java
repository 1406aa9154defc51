package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lays the page out in a real browser, where there is one: Chromium or Chrome on the PATH, or where the system property
 * {@code browser} says.
 */
class BrowserTest {
    /** Measures the page and writes what it found where the test can read it. The product has no script. */
    private static final String PROBE = """
            <script>
            const root = document.documentElement;
            const svgs = [...document.querySelectorAll('figure svg')];
            const small = svgs.filter(svg => svg.getBoundingClientRect().width < 250
                || svg.getBoundingClientRect().height < 60);
            const outside = [...document.querySelectorAll('figure svg text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < 0 || box.right > window.innerWidth || box.width === 0;
            });
            document.title = [window.innerWidth, root.scrollWidth, svgs.length, small.length, outside.length,
                performance.getEntriesByType('resource').length].join(' ');
            </script>
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {375, 1280})
    void the_page_fits_its_window_and_needs_nothing_else(int width) throws Exception {
        Optional<String> browser = browser();
        assumeTrue(browser.isPresent(), "No Chromium or Chrome on the PATH and no system property 'browser'");
        Path page = folder.resolve("report.html");
        Files.writeString(page, ReportFormat.HTML.text(RichResults.everything()).replace("</body>", PROBE + "</body>"));

        // A headless window may have a smallest width; a frame has any.
        Path frame = folder.resolve("frame.html");
        Files.writeString(
                frame,
                "<title>empty</title><iframe src=\"report.html\" style=\"border:0;width:" + width
                        + "px;height:900px\" onload=\"document.title=this.contentDocument.title\"></iframe>");
        String title = title(dump(browser.get(), frame));

        String[] found = title.split(" ");
        assertThat(found).as(title).hasSize(6);
        assertThat(found[0]).as("window width").isEqualTo(Integer.toString(width));
        assertThat(Integer.parseInt(found[1])).as("width of the content").isLessThanOrEqualTo(width);
        assertThat(Integer.parseInt(found[2])).as("charts").isGreaterThanOrEqualTo(12);
        assertThat(found[3]).as("charts without a proper size").isEqualTo("0");
        assertThat(found[4]).as("labels outside of the window").isEqualTo("0");
        assertThat(found[5]).as("files that the page loads").isEqualTo("0");
    }

    private static Optional<String> browser() {
        String named = System.getProperty("browser", "");
        if (!named.isBlank()) {
            return Optional.of(named);
        }
        List<Path> path = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> path.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private String dump(String browser, Path page) throws IOException, InterruptedException {
        Path out = folder.resolve("dom");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + Files.createDirectory(folder.resolve("profile")),
                        "--window-size=1400,1000",
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String messages = Files.readString(err, StandardCharsets.UTF_8);
        assertThat(ended).as(messages).isTrue();
        assertThat(process.exitValue()).as(messages).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String title(String dom) {
        Matcher title = Pattern.compile("<title>([^<]*)</title>").matcher(dom);
        assertThat(title.find()).as(dom).isTrue();
        return title.group(1);
    }
}

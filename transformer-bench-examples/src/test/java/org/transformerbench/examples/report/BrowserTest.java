package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.examples.Browser;

/** Lays the page out in a real {@link Browser}, where there is one. */
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
        Optional<Browser> browser = Browser.find();
        assumeTrue(browser.isPresent(), Browser.MISSING);
        Path page = folder.resolve("report.html");
        Files.writeString(page, ReportFormat.HTML.text(RichResults.everything()).replace("</body>", PROBE + "</body>"));

        // A headless window may have a smallest width; a frame has any.
        Path frame = folder.resolve("frame.html");
        Files.writeString(
                frame,
                "<title>empty</title><iframe src=\"report.html\" style=\"border:0;width:" + width
                        + "px;height:900px\" onload=\"document.title=this.contentDocument.title\"></iframe>");
        String title = title(browser.get().dump(frame.toUri(), folder));

        String[] found = title.split(" ");
        assertThat(found).as(title).hasSize(6);
        assertThat(found[0]).as("window width").isEqualTo(Integer.toString(width));
        assertThat(Integer.parseInt(found[1])).as("width of the content").isLessThanOrEqualTo(width);
        assertThat(Integer.parseInt(found[2])).as("charts").isGreaterThanOrEqualTo(12);
        assertThat(found[3]).as("charts without a proper size").isEqualTo("0");
        assertThat(found[4]).as("labels outside of the window").isEqualTo("0");
        assertThat(found[5]).as("files that the page loads").isEqualTo("0");
    }

    private static String title(String dom) {
        Matcher title = Pattern.compile("<title>([^<]*)</title>").matcher(dom);
        assertThat(title.find()).as(dom).isTrue();
        return title.group(1);
    }
}

package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** The results that the documentation publishes are of the format that this version reads, and say what its page says. */
class PublishedResultsTest {
    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.of(
                        "notebook-shakespeare-steps",
                        List.of(2291L, 2437L, 2489L, 1702L, 1642L, 1838L, 1631L, 1998L, 2047L, 2047L, 1664L)),
                Arguments.of("shakespeare-laptop", List.of(1578L, 1582L, 1573L, 1597L, 1636L, 1667L, 1632L)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void published_results_are_read_and_reported(String page, List<Long> testLosses) {
        List<RunResult> results = new ResultsFile(Path.of("doc", page, "results.jsonl")).read();

        assertThat(results)
                .extracting(result -> result.measurements()
                        .lastEvaluation()
                        .test()
                        .map(Metrics::loss)
                        .orElseThrow())
                .extracting(loss -> Math.round(loss * 1000))
                .containsExactlyInAnyOrderElementsOf(testLosses);
        assertThat(ReportFormat.MARKDOWN.text(results)).contains("nano-gpt", "tl-transformer", "mlp");
    }

    @ParameterizedTest
    @CsvSource({"results, 19, 14", "tries, 24, 6", "formats, 9, 0"})
    void published_sums_are_as_often_right_as_the_page_says(String file, int runs, int reaching99Percent) {
        List<RunResult> results = new ResultsFile(Path.of("doc", "adderboard", file + ".jsonl")).read();

        assertThat(results).hasSize(runs);
        assertThat(results)
                .filteredOn(result -> result.measurements()
                                .lastEvaluation()
                                .test()
                                .orElseThrow()
                                .exactMatch()
                                .orElseThrow()
                        >= 0.99)
                .hasSize(reaching99Percent);
    }
}

package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** The results that the documentation publishes are of the format that this version reads, and say what its page says. */
class PublishedResultsTest {
    private static final Path FILE = Path.of("doc/notebook-shakespeare-steps/results.jsonl");

    @Test
    void the_results_of_the_notebooks_models_are_read_and_reported() {
        List<RunResult> results = new ResultsFile(FILE).read();

        assertThat(results)
                .extracting(result -> result.measurements()
                        .lastEvaluation()
                        .test()
                        .map(Metrics::loss)
                        .orElseThrow())
                .extracting(loss -> Math.round(loss * 1000))
                .containsExactlyInAnyOrder(2291L, 2437L, 2489L, 1702L, 1642L, 1838L);
        assertThat(ReportFormat.MARKDOWN.text(results)).contains("nano-gpt", "tl-transformer", "1.6420");
    }
}

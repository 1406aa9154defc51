package org.transformerbench.examples.report;

import java.util.List;
import java.util.function.BiFunction;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** The format of a report. */
public enum ReportFormat {
    /** One self-contained HTML page with charts. */
    HTML("report.html", (results, all) -> HtmlWriter.of(Documents.of(results))),
    /** The same content as Markdown, without charts. */
    MARKDOWN("report.md", (results, all) -> MarkdownWriter.of(Documents.of(results))),
    /** One line per run, with the settings in which runs differ. */
    CSV("report.csv", CsvWriter::of),
    /** The groups with their intervals, for programs. */
    JSON("report.json", (results, all) -> JsonReport.of(results).text());

    private final String fileName;
    private final BiFunction<List<RunResult>, Boolean, String> writer;

    ReportFormat(String fileName, BiFunction<List<RunResult>, Boolean, String> writer) {
        this.fileName = fileName;
        this.writer = writer;
    }

    /**
     * Returns the default name of the file.
     *
     * @return its name without a folder
     */
    public String fileName() {
        return fileName;
    }

    /**
     * Writes a report.
     *
     * @param results at least one; of several with one id the {@linkplain ResultsFile#lastOfEachRun last} counts
     * @return the file's content
     */
    public String text(List<RunResult> results) {
        return text(results, false);
    }

    /**
     * Writes a report.
     *
     * @param results as above
     * @param allSettings whether {@link #CSV} has a column for each setting, also where all runs have the same value
     * @return the file's content
     */
    public String text(List<RunResult> results, boolean allSettings) {
        return writer.apply(ResultsFile.lastOfEachRun(results), allSettings);
    }
}

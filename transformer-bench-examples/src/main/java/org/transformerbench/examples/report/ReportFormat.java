package org.transformerbench.examples.report;

import java.util.List;
import java.util.function.BiFunction;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** What a report can be written as. */
public enum ReportFormat {
    /** One page with charts that needs no other file. */
    HTML("report.html", (results, all) -> HtmlWriter.of(Documents.of(results))),
    /** The same without charts. */
    MARKDOWN("report.md", (results, all) -> MarkdownWriter.of(Documents.of(results))),
    /** A line per run, with the settings in which runs differ. */
    CSV("report.csv", CsvWriter::of),
    /** Groups with their intervals. */
    JSON("report.json", (results, all) -> JsonReport.of(results).text());

    private final String fileName;
    private final BiFunction<List<RunResult>, Boolean, String> writer;

    ReportFormat(String fileName, BiFunction<List<RunResult>, Boolean, String> writer) {
        this.fileName = fileName;
        this.writer = writer;
    }

    /**
     * The file that it is written to.
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

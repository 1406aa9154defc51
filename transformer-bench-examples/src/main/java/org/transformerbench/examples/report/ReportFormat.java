package org.transformerbench.examples.report;

import java.util.List;
import java.util.function.Function;
import org.transformerbench.api.result.RunResult;

/** What a report can be written as. */
public enum ReportFormat {
    /** One page with charts that needs no other file. */
    HTML("report.html", results -> HtmlWriter.of(Documents.of(results))),
    /** The same without charts. */
    MARKDOWN("report.md", results -> MarkdownWriter.of(Documents.of(results))),
    /** A line per run. */
    CSV("report.csv", CsvWriter::of),
    /** Groups with their intervals. */
    JSON("report.json", results -> JsonReport.of(results).text());

    private final String fileName;
    private final Function<List<RunResult>, String> writer;

    ReportFormat(String fileName, Function<List<RunResult>, String> writer) {
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
     * @param results at least one
     * @return the file's content
     */
    public String text(List<RunResult> results) {
        return writer.apply(results);
    }
}

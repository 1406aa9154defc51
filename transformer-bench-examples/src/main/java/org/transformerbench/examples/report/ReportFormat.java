package org.transformerbench.examples.report;

import java.util.List;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.tuning.Trial;

/** The format of a report. */
public enum ReportFormat {
    /** One self-contained HTML page with charts. */
    HTML("report.html", (results, comparison, all) -> HtmlWriter.of(Documents.of(comparison))),
    /** The same content as Markdown, without charts. */
    MARKDOWN("report.md", (results, comparison, all) -> MarkdownWriter.of(Documents.of(comparison))),
    /** One line per run, with the settings in which runs differ. */
    CSV("report.csv", CsvWriter::of),
    /** The groups with their intervals, and the tunings with their trials, for programs. */
    JSON("report.json", (results, comparison, all) -> JsonReport.of(comparison).text());

    private interface Writer {
        String text(List<RunResult> results, Comparison comparison, boolean allSettings);
    }

    private final String fileName;
    private final Writer writer;

    ReportFormat(String fileName, Writer writer) {
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
        return text(results, allSettings, ComparisonNotes.none());
    }

    /**
     * Writes a report of a study of which more is known than its results say.
     *
     * @param results as above
     * @param allSettings as above
     * @param notes how its models were tuned and its seeds added
     * @return the file's content
     */
    public String text(List<RunResult> results, boolean allSettings, ComparisonNotes notes) {
        return text(results, allSettings, notes, List.of());
    }

    /**
     * Writes a report of a study whose models were tuned.
     *
     * @param results as above
     * @param allSettings as above
     * @param notes as above
     * @param trials of the tunings
     * @return the file's content
     */
    public String text(List<RunResult> results, boolean allSettings, ComparisonNotes notes, List<Trial> trials) {
        List<RunResult> last = ResultsFile.lastOfEachRun(results);
        return writer.text(last, notes.on(Comparison.of(last), trials), allSettings);
    }
}

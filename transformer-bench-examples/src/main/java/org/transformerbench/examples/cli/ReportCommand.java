package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.merge.MergedFolders;
import org.transformerbench.examples.report.ComparisonText;
import org.transformerbench.examples.report.ReportFormat;
import org.transformerbench.examples.report.ResultsFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Makes a report of results: HTML with charts, Markdown, CSV and JSON.",
        description = {
            "Reads nothing but the file of results, which 'compare' writes, and its notes in comparison.json and the trials in"
                    + " tuning.jsonl, if there are any. The table goes to standard output, as 'compare' shows it.",
            "Several folders are one study, as 'merge' puts them together: of a run that is in several of them the first finished"
                    + " result counts, and two that differ in more than times and machine are refused."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all files are written",
            "1:there is no result, or results cannot be read, or a file could not be written after all",
            "2:a mistake in what was typed, or a path that cannot be written"
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench report                        results.jsonl of this folder",
            "  transformer-bench report two-digits --output two-digits",
            "  transformer-bench report grid --output grid     all shards of a grid",
            "  transformer-bench report --format html,csv"
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "RESULTS",
            defaultValue = ResultsFolder.RESULTS,
            description = {
                "Files of results, or folders: each stands for the results.jsonl in it, and for those of the shards in it. Default:"
                        + " ${DEFAULT-VALUE}."
            })
    private List<Path> results;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where the files go. Default: the current folder.")
    private Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            description = "Which files: ${COMPLETION-CANDIDATES}. Default: all of them.")
    private Set<ReportFormat> formats = EnumSet.allOf(ReportFormat.class);

    @Option(
            names = "--all-settings",
            description = "Give each setting a column in the CSV file. Default: only those in which runs differ.")
    private boolean allSettings;

    @Override
    public Integer call() {
        MergedFolders read = read();
        List<RunResult> runs = read.results();
        // Drawing must not look for a display.
        System.setProperty("java.awt.headless", "true");
        Set<ReportFormat> wanted = EnumSet.copyOf(formats);
        wanted.forEach(format -> OutputProbe.replaced("--output", output.resolve(format.fileName())));
        List<String> written = new ArrayList<>();
        List<String> unwritten = new ArrayList<>();
        for (ReportFormat format : wanted) {
            Path file = output.resolve(format.fileName());
            String text = format.text(runs, allSettings, read.notes(), read.trials());
            try {
                AtomicFile.replace(file, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
                written.add(file.toString());
            } catch (IOException e) {
                unwritten.add("Cannot write " + file + ": " + OutputProbe.reason(e));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(ComparisonText.of(runs, read.notes(), read.trials()));
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        if (!written.isEmpty()) {
            err.println("Report of " + runs.size() + (runs.size() == 1 ? " run: " : " runs: ")
                    + String.join(", ", written));
        }
        read.remarks().forEach(err::println);
        unwritten.forEach(err::println);
        err.flush();
        return unwritten.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private MergedFolders read() {
        try {
            return MergedFolders.read(results, Optional.of(output.resolve(ResultsFolder.RESULTS)));
        } catch (UncheckedIOException e) {
            throw new Failure(e.getMessage(), e);
        }
    }
}

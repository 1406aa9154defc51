package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.transformerbench.examples.merge.MergedFolders;
import org.transformerbench.examples.report.ResultsFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Puts the results of several folders together, as those of shards.",
        description = {
            "Writes results.jsonl, and comparison.json and tuning.jsonl where there are any, with one result of each run. Of a run"
                    + " that is in several folders the first finished result counts; two that differ in more than times and"
                    + " machine are refused. Saved models and checkpoints stay where they are.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all files are written",
            "1:there is no result, or results cannot be read, contradict each other, or could not be written",
            "2:a mistake in what was typed, or a path that does not exist or cannot be written"
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench merge grid --output grid            the shards of a grid",
            "  transformer-bench merge monday tuesday --output all   two folders"
        })
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RESULTS",
            description = {
                "Folders: each stands for the results.jsonl in it, and for those of the shards in it. Or files of results."
            })
    private List<Path> results;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description =
                    "Where the whole goes. Results that are there already count like those of one more folder, the last.")
    private Path output;

    @Override
    public Integer call() {
        OutputProbe.replaced("--output", output.resolve(ResultsFolder.RESULTS));
        MergedFolders merged = read();
        List<Path> left = merged.left(output);
        Path file = write(merged);
        PrintWriter err = spec.commandLine().getErr();
        err.println(runs(merged.results().size()) + " of " + merged.files().size()
                + (merged.files().size() == 1 ? " file" : " files") + " of results: " + file);
        merged.remarks().forEach(err::println);
        long unfinished = merged.results().stream()
                .filter(result -> !result.outcome().finished())
                .count();
        if (unfinished > 0) {
            err.println(
                    "Failed or interrupted: " + runs(unfinished) + "; the command that made them makes them again.");
        }
        if (!left.isEmpty()) {
            err.println("Left where they are: "
                    + String.join(", ", left.stream().map(Path::toString).toList()));
        }
        err.flush();
        return ExitCode.OK;
    }

    private MergedFolders read() {
        try {
            return MergedFolders.readFor(results, output);
        } catch (UncheckedIOException e) {
            throw new Failure(e.getMessage(), e);
        }
    }

    private Path write(MergedFolders merged) {
        try {
            return merged.write(output);
        } catch (UncheckedIOException e) {
            throw new Failure(e.getMessage(), e);
        }
    }

    private static String runs(long number) {
        return number == 1 ? "1 run" : number + " runs";
    }
}

package org.transformerbench.examples.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialFile;
import org.transformerbench.examples.report.ComparisonNotes;
import org.transformerbench.examples.report.ResultsFolder;

/**
 * The results of several folders as if one command had made them. Of a run that is in several folders, the first finished result counts;
 * two that differ in more than times and machine are refused.
 *
 * @param files of results that were read
 * @param results one of each run, in the order that the runs had before they were parted into shards, as far as it is known
 * @param notes on the comparison, of all folders
 * @param trials of tunings, of all folders
 * @param remarks sentences on results that do not count, and on folders and shards without results or with other settings
 */
public record MergedFolders(
        List<Path> files, List<RunResult> results, ComparisonNotes notes, List<Trial> trials, List<String> remarks) {
    public MergedFolders {
        files = List.copyOf(files);
        results = List.copyOf(results);
        trials = List.copyOf(trials);
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads folders.
     *
     * @param typed files of results, or folders: each stands for the {@code results.jsonl} in it, and for those of the shards in it
     * @param instead a file to suggest in place of one that is missing
     * @return the results
     * @throws DataException if a path does not exist, there is no result at all, or something else in a file; if two results of one run differ, or the notes of
     *     two folders contradict each other
     * @throws UncheckedIOException if a file cannot be read
     */
    public static MergedFolders read(List<Path> typed, Optional<Path> instead) {
        Sources.Found found = Sources.find(typed, instead);
        return of(found.files().stream().map(Source::read).toList(), found.remarks());
    }

    /**
     * Reads folders that are to be put together in another one. What is in that one already counts like one more folder.
     *
     * @param typed as for {@link #read}
     * @param output the folder for the whole; it need not be there
     * @return the results
     * @throws DataException as {@link #read} does, and if the file in the output folder has several finished results of a run, of which
     *     only one would be kept
     * @throws UncheckedIOException if a file cannot be read
     */
    public static MergedFolders readFor(List<Path> typed, Path output) {
        Path target = output.resolve(ResultsFolder.RESULTS);
        Sources.Found found = Sources.find(typed, Optional.empty());
        List<Path> files = new ArrayList<>(found.files());
        files.removeIf(file -> isSame(file, target));
        List<Source> sources = new ArrayList<>(files.stream().map(Source::read).toList());
        requireOneOfEachRun(target);
        sources.add(Source.read(target));
        return of(sources, found.remarks());
    }

    private static boolean isSame(Path file, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(file, other);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
        }
    }

    private static void requireOneOfEachRun(Path target) {
        List<RunResult> finished = new ResultsFile(target)
                .read().stream().filter(result -> result.outcome().finished()).toList();
        int superseded = finished.size() - ResultsFile.lastOfEachRun(finished).size();
        if (superseded > 0) {
            throw new DataException(target + " has " + superseded
                    + (superseded == 1 ? " finished result" : " finished results")
                    + " of runs that were made again, which would be lost; choose another folder with --output");
        }
    }

    private static MergedFolders of(List<Source> sources, List<String> waiting) {
        List<Path> files =
                sources.stream().map(Source::file).filter(Files::exists).toList();
        if (sources.stream().allMatch(source -> source.results().isEmpty())) {
            throw new DataException("There is no result in "
                    + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        MergedResults results = MergedResults.of(sources);
        MergedTunings tunings = MergedTunings.of(sources);
        List<String> remarks = new ArrayList<>();
        int superseded = sources.stream().mapToInt(Source::superseded).sum();
        if (superseded > 0) {
            int lines = sources.stream().mapToInt(Source::lines).sum();
            boolean several =
                    sources.stream().filter(source -> source.lines() > 0).count() > 1;
            remarks.add("There are " + lines + " results of them: of a run that was made several times"
                    + (several ? " in one folder" : "") + ", the last result counts.");
        }
        remarks.addAll(results.remarks());
        remarks.addAll(waiting);
        remarks.addAll(PlanOrder.missing(sources));
        remarks.addAll(ShardSettings.remarks(sources));
        return new MergedFolders(files, results.results(), tunings.notes(), tunings.trials(), remarks);
    }

    /**
     * Writes everything that a report needs into a folder; the results last.
     *
     * @param output the folder; it is made if it is not there
     * @return the file of results
     * @throws UncheckedIOException if a file cannot be written
     */
    public Path write(Path output) {
        Path target = output.resolve(ResultsFolder.RESULTS);
        if (!trials.isEmpty()) {
            TrialFile.open(output.resolve(ResultsFolder.TRIALS)).replace(trials);
        }
        if (!notes.equals(ComparisonNotes.none())) {
            try {
                notes.write(target);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the notes beside " + target + ": " + e, e);
            }
        }
        new ResultsFile(target).replace(results);
        return target;
    }

    /**
     * Returns what stands beside the results and stays where it is, because reports do not need it.
     *
     * @param output the folder of the whole
     * @return the folders of saved models and of checkpoints
     */
    public List<Path> left(Path output) {
        return files.stream()
                .filter(file -> !isSame(file, output.resolve(ResultsFolder.RESULTS)))
                .flatMap(file -> Stream.of("models", "checkpoints").map(file::resolveSibling))
                .filter(Files::isDirectory)
                .toList();
    }
}

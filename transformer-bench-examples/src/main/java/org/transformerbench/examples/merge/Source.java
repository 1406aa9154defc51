package org.transformerbench.examples.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialFile;
import org.transformerbench.examples.report.ComparisonNotes;
import org.transformerbench.examples.report.ResultsFolder;

/**
 * A file of results, with what is beside it.
 *
 * @param file of the results
 * @param shard whose folder it is in; empty for any other folder
 * @param lines how many results the file has
 * @param results the last one of each run
 * @param notes on the comparison
 * @param trials of a tuning
 */
record Source(
        Path file,
        Optional<ShardFolder> shard,
        int lines,
        List<RunResult> results,
        ComparisonNotes notes,
        List<Trial> trials) {

    /**
     * @throws DataException if there is something else in one of the files
     * @throws java.io.UncheckedIOException if one cannot be read
     */
    static Source read(Path file) {
        List<RunResult> lines = new ResultsFile(file).read();
        return new Source(
                file,
                Optional.ofNullable(file.toAbsolutePath().getParent()).flatMap(ShardFolder::of),
                lines.size(),
                ResultsFile.lastOfEachRun(lines),
                ComparisonNotes.beside(file),
                TrialFile.open(file.resolveSibling(ResultsFolder.TRIALS)).trials());
    }

    /** Returns how many results are not the last one of their run. */
    int superseded() {
        return lines - results.size();
    }
}

package org.transformerbench.examples.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/**
 * Keeps each result as soon as it is there: a line more in {@code results.jsonl}, which may hold results of earlier
 * commands, and a new {@code results.md} of this command's results. If the program is ended by Ctrl-C, a write that
 * has begun is finished first.
 */
public final class ResultsFolder implements Consumer<RunResult>, AutoCloseable {
    private final ResultsFile lines;
    private final Path report;
    private final PrintWriter warnings;
    private final List<RunResult> results = new ArrayList<>();
    private final ReentrantLock writing = new ReentrantLock();
    /** Takes the lock for good: the JVM halts after its hooks, and no further write can begin. */
    private final Thread finishWrites = new Thread(writing::lock, "finish-writes");

    /**
     * Names the files; they are made when the first result comes.
     *
     * @param folder where they are
     * @param warnings is told if the report cannot be written, which must not end the runs
     */
    public ResultsFolder(Path folder, PrintWriter warnings) {
        this.lines = new ResultsFile(folder.resolve("results.jsonl"));
        this.report = folder.resolve("results.md");
        this.warnings = warnings;
        Runtime.getRuntime().addShutdownHook(finishWrites);
    }

    @Override
    public void accept(RunResult result) {
        writing.lock();
        try {
            lines.accept(result);
            results.add(result);
            replaceReport();
        } finally {
            writing.unlock();
        }
    }

    private void replaceReport() {
        String text = MarkdownReport.of(results);
        try {
            AtomicFile.replace(report, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            warnings.println("Cannot write " + report + ": " + e + "; the results are in " + lines.path());
            warnings.flush();
        }
    }

    /**
     * All results, machine-readable.
     *
     * @return the path of the JSON lines
     */
    public Path lines() {
        return lines.path();
    }

    /**
     * This command's results, for people.
     *
     * @return the path of the Markdown file
     */
    public Path report() {
        return report;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(finishWrites);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook has run.
            return;
        }
    }
}

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
 * has begun is finished first, and one line says what is there.
 */
public final class ResultsFolder implements Consumer<RunResult>, AutoCloseable {
    private final ResultsFile lines;
    private final Path report;
    private final PrintWriter messages;
    private final List<RunResult> results = new ArrayList<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Thread finishWrites = new Thread(this::endEarly, "finish-writes");

    /**
     * Names the files; they are made when the first result comes.
     *
     * @param folder where they are
     * @param messages is told if the report cannot be written, which must not end the runs, and if the JVM is ended
     */
    public ResultsFolder(Path folder, PrintWriter messages) {
        this.lines = new ResultsFile(folder.resolve("results.jsonl"));
        this.report = folder.resolve("results.md");
        this.messages = messages;
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
        String text = MarkdownWriter.of(Documents.of(results));
        try {
            AtomicFile.replace(report, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            messages.println("Cannot write " + report + ": " + e + "; the results are in " + lines.path());
            messages.flush();
        }
    }

    /** Takes the lock for good: the JVM halts after its hooks, and no further write can begin. */
    void endEarly() {
        writing.lock();
        messages.println("Ended early: "
                + switch (results.size()) {
                    case 0 -> "no run had a result yet";
                    case 1 -> "the result of 1 run is in " + lines.path() + " and " + report;
                    default -> "the results of " + results.size() + " runs are in " + lines.path() + " and " + report;
                });
        messages.flush();
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

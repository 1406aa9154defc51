package org.transformerbench.examples.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.transformerbench.api.DataException;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.api.tuning.TrialFile;
import org.transformerbench.api.tuning.TrialStore;

/**
 * A folder that keeps each result as soon as it exists: it appends a line to {@code results.jsonl}, which may hold results of
 * earlier commands, and rewrites {@code results.md} with this command's results, skipped runs included. Where results come fast, the
 * report is rewritten less often, and in any case at the end. If the program is ended by Ctrl-C, the runs in
 * training are ended, a write that has begun is finished, and one line says what is there and what goes on.
 *
 * <p>Results that cannot be written, because the disk is full, are kept, and tried again with each further one and at the end;
 * the runs go on.
 */
public final class ResultsFolder implements Consumer<RunResult>, AutoCloseable {
    /** The name of the file of results, of which each line is one. */
    public static final String RESULTS = "results.jsonl";

    /** The name of the file of trials. */
    public static final String TRIALS = "tuning.jsonl";

    private final ResultsFile lines;
    private final Path report;
    private final PrintWriter messages;
    private final boolean again;
    private final Supplier<List<String>> endOfRuns;
    private final List<RunResult> results = new ArrayList<>();
    private final Set<String> earlier = new HashSet<>();
    /** Results that are not in the file, because writing failed. */
    private final List<RunResult> unwritten = new ArrayList<>();

    private final WritingRhythm rhythm;
    private ComparisonNotes notes = ComparisonNotes.none();
    private KeptTrials trials;
    private boolean asked;
    private int runs;
    private volatile boolean ending;
    private final ReentrantLock writing = new ReentrantLock();
    private final Thread finishWrites = new Thread(this::endEarly, "finish-writes");

    /**
     * Creates the folder object; the files are created with the first result.
     *
     * @param folder where they are
     * @param messages is told if the report cannot be written, which must not end the runs, and if the JVM is ended
     */
    public ResultsFolder(Path folder, PrintWriter messages) {
        this(folder, messages, false);
    }

    /**
     * Creates the folder object of a command that may repeat runs whose results exist already.
     *
     * @param folder where they are
     * @param messages as above
     * @param again whether the command makes all its runs, from their beginning, whatever is there
     */
    public ResultsFolder(Path folder, PrintWriter messages, boolean again) {
        this(folder, messages, again, List::of);
    }

    /**
     * Creates the folder object of a command whose runs must be ended when the JVM ends.
     *
     * @param folder where they are
     * @param messages as above
     * @param again as above
     * @param endOfRuns ends the runs in training, waits for their checkpoints, and says of each what is left of it, in a clause
     */
    public ResultsFolder(Path folder, PrintWriter messages, boolean again, Supplier<List<String>> endOfRuns) {
        this(folder, messages, again, endOfRuns, new WritingRhythm(System::nanoTime));
    }

    /** Creates the folder object with a rhythm of the report. */
    ResultsFolder(
            Path folder, PrintWriter messages, boolean again, Supplier<List<String>> endOfRuns, WritingRhythm rhythm) {
        this.rhythm = rhythm;
        this.lines = new ResultsFile(folder.resolve(RESULTS));
        this.report = folder.resolve("results.md");
        this.messages = messages;
        this.again = again;
        this.endOfRuns = endOfRuns;
        Runtime.getRuntime().addShutdownHook(finishWrites);
    }

    /**
     * Returns the results that earlier commands wrote.
     *
     * @return all results in the folder
     * @throws DataException if there is something else in the file; the message says what to do
     */
    public List<RunResult> earlier() {
        try {
            List<RunResult> read = lines.read();
            read.forEach(result -> earlier.add(result.runId()));
            return read;
        } catch (DataException | UncheckedIOException e) {
            throw new DataException(e.getMessage() + " (or choose another folder with --output)", e);
        }
    }

    /**
     * Sets what the report needs to know beside the results, and keeps it beside them.
     *
     * @param value how models were tuned and seeds added
     */
    public void note(ComparisonNotes value) {
        writing.lock();
        try {
            notes = value;
            value.write(lines.path());
        } catch (IOException e) {
            messages.println("Cannot write the notes beside " + lines.path() + ": " + e
                    + "; a later report will not know how models were tuned and seeds added");
            messages.flush();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Returns what the report needs to know beside the results.
     *
     * @return none unless this command has set it
     */
    public ComparisonNotes notes() {
        writing.lock();
        try {
            return notes;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Returns the trials of tunings, in {@code tuning.jsonl} beside the results, also those of earlier commands.
     *
     * @return a store; the file is made with the first trial
     * @throws DataException if there is something else in the file
     */
    public TrialStore trials() {
        return keptTrials();
    }

    /**
     * Returns the tunings of this command.
     *
     * @return those of which trials are there, in the order in which they were begun
     * @throws DataException if there is something else in the file
     */
    public List<ModelTuning> tunings() {
        return keptTrials().tunings();
    }

    private KeptTrials keptTrials() {
        writing.lock();
        try {
            if (trials == null) {
                trials = new KeptTrials(TrialFile.open(lines.path().resolveSibling(TRIALS)), writing);
            }
            return trials;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Returns a listener that learns how many runs there are, and which had results before.
     *
     * @return a listener to be told of the beginning
     */
    public TrainingListener listener() {
        return new TrainingListener() {
            @Override
            public void onStudyStart(StudyStart start) {
                begin(start);
            }
        };
    }

    private void begin(StudyStart start) {
        writing.lock();
        try {
            boolean first = runs == 0;
            runs = start.runs();
            results.clear();
            results.addAll(start.finished());
            if (first && !results.isEmpty()) {
                messages.println(
                        runs == 1
                                ? "The run is finished already in " + lines.path()
                                        + " and is skipped; --again repeats it."
                                : (start.runsToMake() == 0 ? "All " + runs : results.size() + " of " + runs)
                                        + " runs are finished already in " + lines.path()
                                        + " and are skipped; --again repeats them.");
                messages.flush();
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Completes the report.
     *
     * @param inOrder all results of this command and of the runs that it skipped
     */
    public void complete(List<RunResult> inOrder) {
        writing.lock();
        try {
            appendLines();
            results.clear();
            results.addAll(inOrder);
            if (!results.isEmpty()) {
                rhythm.write(this::replaceReport);
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void accept(RunResult result) {
        if (ending && result.outcome().equals(Outcome.interrupted())) {
            return; // Ended by this program's end: its checkpoint is what is left of it.
        }
        writing.lock();
        try {
            unwritten.add(result);
            results.add(result);
            appendLines();
            rhythm.mayWrite(this::replaceReport);
        } finally {
            writing.unlock();
        }
    }

    private void appendLines() {
        try {
            while (!unwritten.isEmpty()) {
                lines.accept(unwritten.get(0));
                unwritten.remove(0);
            }
        } catch (UncheckedIOException e) {
            messages.println(e.getMessage() + "; kept until it can be written: " + unwritten.size()
                    + (unwritten.size() == 1 ? " result" : " results"));
            messages.flush();
        }
    }

    /**
     * Returns whether a result is not written yet.
     *
     * @param runId of a run
     * @return true if it has a result that could not be written
     */
    public boolean lacks(String runId) {
        writing.lock();
        try {
            return unwritten.stream().anyMatch(result -> result.runId().equals(runId));
        } finally {
            writing.unlock();
        }
    }

    /**
     * Returns the results that would be lost with the program. Who asks for it shows it: {@link #close} does not, then.
     *
     * @return results that could not be written, each as its line would be in the file
     */
    public List<String> unwritten() {
        writing.lock();
        try {
            asked = true;
            return unwritten.stream().map(RunResult::toJson).toList();
        } finally {
            writing.unlock();
        }
    }

    private void replaceReport() {
        String part = results.size() < runs ? "\nThis is a part: " + results.size() + " of " + runs + " runs.\n" : "";
        String text = MarkdownWriter.of(Documents.of(notes.on(Comparison.of(results), trials().trials()))) + part;
        try {
            AtomicFile.replace(report, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            messages.println("Cannot write " + report + ": " + e
                    + (unwritten.isEmpty() ? "; the results are in " + lines.path() : ""));
            messages.flush();
        }
    }

    /** Takes the lock for good: the JVM halts after its hooks, and no further write can begin. */
    void endEarly() {
        ending = true;
        List<String> unfinished = endOfRuns.get();
        writing.lock();
        appendLines();
        rhythm.catchUp(this::replaceReport);
        String many = results.size() + (runs == 0 ? "" : " of " + runs) + " runs";
        messages.println(); // A bar, and ^C, may stand in this line.
        printUnwritten();
        List<String> clauses = new ArrayList<>();
        clauses.add(
                results.isEmpty()
                        ? "no run had a result yet"
                        : unwritten.isEmpty()
                                ? "the results of " + many + " are in " + lines.path() + " and " + report
                                : "the lines above belong into " + lines.path() + ", which could not be written");
        boolean searching = runs == 0 && trials != null && trials.begun();
        if (searching) {
            int ended = trials.tunings().stream()
                    .mapToInt(tuning -> tuning.trials().size())
                    .sum();
            clauses.add(
                    ended == 0
                            ? "no trial of the search of values had ended"
                            : "of the search of values, " + ended + (ended == 1 ? " trial is" : " trials are") + " in "
                                    + lines.path().resolveSibling(TRIALS));
        }
        clauses.addAll(unfinished);
        boolean done = runs > 0 && results.size() == runs && unfinished.isEmpty();
        clauses.add(
                done
                        ? "all runs are done" + (again ? "" : ", and the same command again shows their table")
                        : again && !searching
                                ? "with --again, all runs start over; without it, those that have a result, also one of an"
                                        + " earlier command, are skipped, and those that have a checkpoint go on from it"
                                : "to go on, run the same command again");
        messages.println("Ended early: " + String.join("; ", clauses) + ".");
        messages.flush();
    }

    private void printUnwritten() {
        unwritten.forEach(result -> messages.println(result.toJson()));
    }

    /**
     * Describes what else is among the lines: runs of other studies, or of entries that are no longer in this one's file.
     *
     * @return how many runs of {@link #earlier()} are not among this command's results
     */
    public int others() {
        writing.lock();
        try {
            Set<String> others = new HashSet<>(earlier);
            results.forEach(result -> others.remove(result.runId()));
            return others.size();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Returns the file of all results, machine-readable.
     *
     * @return the path of the JSON lines
     */
    public Path lines() {
        return lines.path();
    }

    /**
     * Returns the report of this command's results, for people.
     *
     * @return the path of the Markdown file
     */
    public Path report() {
        return report;
    }

    /** Writes what could not be written before, if the command ended with an exception, and shows it if that still fails. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(finishWrites);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook has run.
            return;
        }
        writing.lock();
        try {
            rhythm.catchUp(this::replaceReport);
            if (!asked && !unwritten.isEmpty()) {
                appendLines();
                printUnwritten();
                messages.println(
                        unwritten.isEmpty()
                                ? "All results are in " + lines.path()
                                : "The lines above belong into " + lines.path() + ", which could not be written");
                messages.flush();
            }
        } finally {
            writing.unlock();
        }
    }
}

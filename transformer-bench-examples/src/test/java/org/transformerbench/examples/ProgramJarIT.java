package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** Starts the finished jar in a process of its own, on a machine that writes numbers with a comma. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
class ProgramJarIT {
    private static final Map<String, String> LOCALE_C = Map.of("LC_ALL", "C");

    /** A test that types other letters needs a locale that has them. */
    private static void assumeThatLettersCanBeTyped() {
        assumeTrue(
                FileNames.ofThisJvm().canUse("\u00e9\ud83d\ude42"), "The locale of this process has no such letters");
    }

    /** Not what the JVM says by itself, which begins with "WARNING:". */
    private static final Predicate<String> LOG_LINE_OR_STACK_TRACE = Pattern.compile(
                    "^((WARN|ERROR) |\\s+at |Exception in |Caused by: )")
            .asPredicate();

    /** One run after the other, so that there is one to be interrupted in, and one before it. */
    private static final String[] THREE_RUNS = {
        "compare",
        "--models",
        "mlp",
        "--set",
        "digits=2",
        "--batch-size",
        "64",
        "--steps",
        "150",
        "--no-inference",
        "--seeds",
        "1,2,3"
    };

    /** The folder of a program that nobody has interrupted. */
    @TempDir
    private static Path whole;

    private static int exitCodeOfWhole;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compare() throws Exception {
        exitCodeOfWhole = finished(start(whole, whole, Map.of(), THREE_RUNS));
    }

    @Test
    void log_lines_are_told_from_warnings_of_the_virtual_machine() {
        assertThat(List.of("WARN ExperimentRunner - it is left out", "ERROR Nd4j - gone", "\tat example.Main.main"))
                .allMatch(LOG_LINE_OR_STACK_TRACE);
        assertThat("WARNING: A terminally deprecated method in sun.misc.Unsafe has been called")
                .doesNotMatch(LOG_LINE_OR_STACK_TRACE);
    }

    @Test
    void compares_and_leaves_results() throws Exception {
        String err = Files.readString(whole.resolve("err"));
        String out = Files.readString(whole.resolve("out"));

        assertThat(exitCodeOfWhole).as(err).isZero();
        assertThat(out).startsWith("model  learning rate").contains("mlp").doesNotContain("Added differentiated op");
        assertThat(out.lines().takeWhile(line -> !line.startsWith("Take ")))
                .hasSize(2 + 1 + 1 + 1)
                .contains("protocol: strict")
                .anyMatch(line -> line.matches("mlp +1e-2 +3 +[0-3]/3 +0\\.\\d\\d to [01]\\.\\d\\d .*"));
        assertThat(err).contains("completed after 150 steps (150 steps), test loss ");
        assertThat(err.lines()).noneMatch(LOG_LINE_OR_STACK_TRACE);
        assertThat(new ResultsFile(whole.resolve("results.jsonl")).read())
                .hasSize(3)
                .allSatisfy(result -> assertThat(result.provenance().version()).isNotEqualTo("development"));
        assertThat(Files.readString(whole.resolve("results.md"))).contains("| mlp | 1e-2 ");
    }

    @Test
    void reports_what_was_compared() throws Exception {
        String results = whole.resolve("results.jsonl").toString();

        assertThat(finished(start("report", results))).as(err()).isZero();
        assertThat(out()).isEqualTo(Files.readString(whole.resolve("out")));

        assertThat(Files.readString(folder.resolve("report.html"))).contains("mlp", "<svg", "</html>");
        assertThat(Files.readAllLines(folder.resolve("report.csv"))).hasSize(1 + 3);
    }

    @Test
    void lists_what_is_built_in() throws Exception {
        assertThat(finished(start("list"))).as(err()).isZero();

        assertThat(out())
                .contains("  gru", "  hugging-face-gpt", "  llama", "  mlp", "  nano-gpt", "  tl-transformer")
                .contains("  addition", "  shakespeare", "  subtraction", "  text")
                .contains("  samediff")
                .contains("transformer-bench.jar")
                .doesNotContain("Failed to load", "no settings can be shown");
    }

    /** The mistake is one that is found only in the study itself. */
    @Test
    void carries_the_studies_that_it_offers_by_name_and_a_mistake_is_exit_code_2() throws Exception {
        assertThat(finished(start("compare", "--file", "notebook-addition", "--corpus", "out")))
                .isEqualTo(2);

        assertThat(err()).contains("--corpus: no task of notebook-addition reads a text");
        assertThat(out()).isEmpty();
    }

    /** Starts a program, and ends it as Ctrl-C does as soon as it has written a file. */
    private void interruptOnceThereIs(Path file, String... command) throws Exception {
        Process process = start(command);
        try {
            Processes.assumeThatItListens(process, "INT");
            while (process.isAlive() && !Files.exists(file)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Processes.send("INT", process);
            assertThat(finished(process)).as(err()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Sends the signal of Ctrl-C. */
    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void a_program_that_is_ended_leaves_whole_results_and_goes_on_as_if_nothing_had_happened() throws Exception {
        Path lines = folder.resolve("results.jsonl");

        interruptOnceThereIs(lines, THREE_RUNS);
        List<RunResult> results = new ResultsFile(lines).read();
        assertThat(results).isNotEmpty();
        assertThat(Files.readString(lines)).endsWith("\n");
        assertThat(err().lines())
                .filteredOn(line -> line.startsWith("Ended early: "))
                .singleElement()
                .asString()
                .contains(" " + results.size() + " of 3 runs", "results.jsonl", "results.md", "same command again");
        assertThat(folder.resolve("results.md"))
                .content()
                .endsWith(results.size() == 3 ? "\n" : "\nThis is a part: " + results.size() + " of 3 runs.\n");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .isSubsetOf("results.jsonl", "results.md", "checkpoints", "out", "err");
        }

        assertThat(finished(start(THREE_RUNS))).as(err()).isZero();
        assertThat(err()).containsPattern("(" + results.size() + " of|All) 3 runs are finished already in ");
        List<RunResult> resumed = new ResultsFile(lines).read();
        assertThat(resumed).hasSize(3).startsWith(results.toArray(RunResult[]::new));
        assertThat(out()).contains("\nTake mlp ");
        assertThat(resumed)
                .usingRecursiveComparison()
                .ignoringFields("provenance")
                .ignoringFieldsMatchingRegexes(
                        ".*evaluationSeconds",
                        ".*measuredSteps",
                        ".*microsPerExample",
                        ".*targetsPerSecond",
                        ".*trainingSeconds",
                        ".*warmUp")
                .isEqualTo(new ResultsFile(whole.resolve("results.jsonl")).read());
    }

    /** With all defaults but the model: the run would take 50 seconds, and a checkpoint is due after 60. As a supervisor ends it. */
    @Test
    void a_run_that_is_ended_before_its_first_checkpoint_is_due_goes_on_from_the_step_that_the_closing_words_name()
            throws Exception {
        String[] command = {"compare", "--models", "nano-gpt"};

        long step = endInTraining(start(command), "TERM", 143, 0);

        assertThatACheckpointIsAllThatIsLeft(step);
        assertThat(endInTraining(start(command), "TERM", 143, step)).isGreaterThanOrEqualTo(step);
        assertThat(err()).contains("goes on from its checkpoint, after step " + step);
        assertThat(err().lines()).noneMatch(LOG_LINE_OR_STACK_TRACE);
    }

    @Test
    void a_run_of_another_trainer_that_is_ended_by_ctrl_c_leaves_a_checkpoint_too() throws Exception {
        String[] command = {"compare", "--models", "mlp", "--trainer", "samediff", "--set", "stopAccuracy=none"};

        assertThatACheckpointIsAllThatIsLeft(endInTraining(start(command), "INT", 130, 0));
    }

    private void assertThatACheckpointIsAllThatIsLeft(long step) {
        assertThat(step).isPositive();
        assertThat(folder.resolve("results.jsonl")).doesNotExist();
        assertThat(folder.resolve("checkpoints")).isDirectoryContaining("glob:**.safetensors");
    }

    /** Sends the signal of Ctrl-C in the middle of the search of values. */
    @Test
    void a_search_that_is_ended_keeps_its_trials_and_goes_on_from_there() throws Exception {
        String[] command = {
            "compare",
            "--models",
            "mlp",
            "--set",
            "digits=2",
            "--batch-size",
            "64",
            "--steps",
            "9000",
            "--tune-runs",
            "9",
            "--no-inference"
        };
        Path trials = folder.resolve("tuning.jsonl");
        interruptOnceThereIs(trials, command);

        List<String> kept = Files.readAllLines(trials);
        assertThat(kept).isNotEmpty();
        assertThat(err().lines())
                .filteredOn(line -> line.startsWith("Ended early: "))
                .singleElement()
                .asString()
                .startsWith("Ended early: no run had a result yet; of the search of values, " + kept.size() + " trial")
                .contains("tuning.jsonl; ")
                .endsWith("to go on, run the same command again.");
        assertThat(folder.resolve("results.jsonl")).doesNotExist();

        assertThat(finished(start(command))).as(err()).isZero();
        assertThat(Files.readAllLines(trials))
                .startsWith(kept.toArray(String[]::new))
                .hasSizeGreaterThan(8);
        assertThat(new ResultsFile(folder.resolve("results.jsonl")).read()).hasSize(1);
        assertThat(folder.resolve("tuning")).doesNotExist();
    }

    @Test
    void a_run_that_is_ended_without_checkpoints_is_said_to_have_none() throws Exception {
        String[] off = {"compare", "--models", "mlp", "--set", "stopAccuracy=none", "--checkpoint-every", "none"};

        assertThat(endInTraining(start(off), "TERM", 143, 0)).isZero();

        assertThat(err()).contains("there is no checkpoint (--checkpoint-every none)");
    }

    /** Ends a process that is some steps into its run, and returns the step of its checkpoint; 0 if it has none. */
    private long endInTraining(Process process, String signal, int exitCode, long resumedAt) throws Exception {
        try {
            Processes.assumeThatItListens(process, signal);
            while (process.isAlive()
                    && !(resumedAt == 0 ? err().contains(": step ") : err().contains("goes on from"))) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(process.isAlive()).as(err()).isTrue();
            Processes.send(signal, process);
            assertThat(finished(process)).as(err()).isEqualTo(exitCode);
        } finally {
            process.destroyForcibly();
        }
        String closing = err().lines()
                .filter(line -> line.startsWith("Ended early: "))
                .reduce((one, other) -> {
                    throw new AssertionError("Two ends: " + one + other);
                })
                .orElseThrow(() -> new AssertionError("no closing words"));
        assertThat(closing)
                .startsWith("Ended early: no run had a result yet; ")
                .endsWith("run the same command again.");
        Matcher step = Pattern.compile(
                        "checkpoint of [a-z-]+ \\(learning rate 1e-2, seed 1\\) (was written|is) at step (\\d+);")
                .matcher(closing);
        return step.find() ? Long.parseLong(step.group(2)) : 0;
    }

    @Test
    void output_and_prompts_are_utf_8_in_the_locale_c() throws Exception {
        assumeThatLettersCanBeTyped();
        Files.writeString(folder.resolve("verse.txt"), "\u00e9 \ud83d\ude42\n".repeat(400));
        String[] command = {
            "sample",
            "--prompt",
            "\ud83d\ude42\u00e9",
            "--task",
            "text",
            "--corpus",
            "verse.txt",
            "--model",
            "mlp",
            "--steps",
            "1",
            "--length",
            "1",
            "--set",
            "contextLength=4"
        };

        assertThat(finished(start(folder, folder, LOCALE_C, command))).as(err()).isZero();

        assertThat(out()).startsWith("\ud83d\ude42\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list --plugins z\u00e9", "compare text --set corpus=z\u00e9", "compare --file z\u00e9"})
    void a_name_that_java_cannot_use_in_the_locale_c_is_told_with_the_locale_that_is_needed(String command)
            throws Exception {
        assumeThatLettersCanBeTyped();
        assertThat(finished(start(folder, folder, LOCALE_C, command.split(" "))))
                .isEqualTo(2);

        assertThat(err()).contains("z\u00e9").contains("LC_ALL=C.UTF-8").doesNotContain("Exception");
        assertThat(out()).isEmpty();
    }

    @Test
    void a_current_folder_that_java_cannot_use_in_the_locale_c_is_refused_before_anything_is_written()
            throws Exception {
        assumeThatLettersCanBeTyped();
        Path here = Files.createDirectory(folder.resolve("d\u00e9"));

        assertThat(finished(start(folder, here, LOCALE_C, THREE_RUNS))).isEqualTo(2);

        assertThat(err()).contains("The current folder is ").contains("LC_ALL=C.UTF-8");
        assertThat(here).isEmptyDirectory();
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("d\u00e9", "out", "err");
        }
        assertThat(finished(start(folder, here, LOCALE_C, "compare", "--help"))).isZero();
    }

    private Process start(String... arguments) throws IOException {
        return start(folder, folder, Map.of(), arguments);
    }

    /**
     * @param streams the folder for what it writes to its streams
     * @param here its current folder
     */
    private static Process start(Path streams, Path here, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Processes.JAVA,
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "-Duser.language=de",
                "-Duser.country=DE",
                "-jar",
                System.getProperty("program.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(here.toFile())
                .redirectOutput(streams.resolve("out").toFile())
                .redirectError(streams.resolve("err").toFile());
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits for far longer than it takes, as other work may fill the machine. */
    private static int finished(Process process) throws InterruptedException {
        return Processes.exitCode(process, Duration.ofMinutes(2));
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }
}

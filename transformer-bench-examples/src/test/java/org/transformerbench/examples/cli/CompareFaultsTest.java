package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.TrainingListener;

/** Files and folders that are not what the program needs: one message with the reason, and nothing is lost or overwritten. */
class CompareFaultsTest {
    private static final String GRID = """
            title: Both
            experiments:
              - task: addition
                models: [mlp, nano-gpt]
                training: {batchSize: 8, maxSteps: 4}
            """;

    @TempDir
    private Path folder;

    private Path out;
    private Path lines;
    private Terminal terminal = Terminal.withFakes();

    @BeforeEach
    void name() {
        out = folder.resolve("out");
        lines = out.resolve("results.jsonl");
    }

    private int run(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--output", out.toString()));
        terminal = Terminal.withFakes();
        return terminal.run(arguments.toArray(String[]::new));
    }

    private void assertOneMessage(String... parts) {
        assertThat(terminal.err()).contains(parts).doesNotContain("Unexpected: ", "\tat ");
        assertThat(terminal.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(terminal.out()).isEmpty();
    }

    /** The file of results is on a full disk from the beginning of one run to that of another, counted from 1. */
    private int runOnFullDisk(String command, int from, int to) {
        BackendCheck works = new BackendCheck(() -> {}, name -> true);
        TrainingListener disk = new TrainingListener() {
            @Override
            public void onRunStart(RunStart start) {
                try {
                    if (start.run() == from) {
                        Files.createDirectories(out);
                        Files.createSymbolicLink(lines, Path.of("/dev/full"));
                    }
                    if (start.run() == to) {
                        Files.delete(lines);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        terminal = new Terminal(new Environment(loader -> Terminal.fakes(), works, writer -> disk));
        return terminal.run((command + " --output " + out).split(" "));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void results_that_cannot_be_written_are_on_standard_output_and_all_runs_are_made() throws IOException {
        assertThat(runOnFullDisk("compare --models mlp,nano-gpt --steps 4", 1, 99))
                .isEqualTo(1);

        assertThat(terminal.err())
                .contains(
                        "Cannot append to " + lines
                                + ": No space left on device; kept until it can be written: 1 result",
                        "kept until it can be written: 2 results",
                        lines + " lacks 2 of 2 results: their lines are the last ones on standard output")
                .doesNotContain("Results: ", "Unexpected");
        List<String> printed = terminal.out().lines().toList();
        assertThat(printed.get(0)).startsWith("model ");
        Path rescued =
                Files.write(folder.resolve("rescued.jsonl"), printed.subList(printed.size() - 2, printed.size()));
        assertThat(new ResultsFile(rescued).read())
                .extracting(result -> result.spec().model())
                .containsExactly("mlp", "nano-gpt");
        Files.delete(lines); // A link out of the temporary folder.
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void results_are_written_late_when_there_is_room_again() {
        assertThat(runOnFullDisk("compare --models mlp --seeds 1,2,3 --steps 4", 1, 3))
                .isZero();

        assertThat(terminal.err()).contains("No space left on device", "Results: " + lines);
        assertThat(terminal.out()).doesNotContain("runId");
        assertThat(new ResultsFile(lines).read())
                .extracting(result -> result.spec().seed())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_folder_that_is_no_folder_or_cannot_be_written_is_a_mistake_before_the_first_run() throws IOException {
        Files.createFile(out);
        assertThat(run("compare --models mlp --steps 1")).isEqualTo(2);
        assertOneMessage("--output: " + lines + " cannot be written: " + out + " is no folder");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_folder_that_the_system_does_not_let_anyone_write_is_a_mistake_before_the_first_run() {
        out = Path.of("/proc/self");
        assertThat(run("compare --models mlp --steps 1")).isEqualTo(2);
        assertOneMessage("--output: /proc/self/results.jsonl cannot be written: no file can be made in /proc/self");
    }

    static Stream<Arguments> notResults() {
        return Stream.of(
                Arguments.of("text", "notes\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("json lines", "{\"step\":1}\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("utf-16", "{\"runId\":\"1\"}\n".getBytes(StandardCharsets.UTF_16)),
                Arguments.of("binary", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notResults")
    void a_foreign_file_of_results_is_refused_and_left_alone(String kind, byte[] content) throws IOException {
        Files.createDirectories(out);
        Files.write(lines, content);
        for (String command : List.of("compare --models mlp --steps 1", "compare --models mlp --steps 1 --again")) {
            assertThat(run(command)).isEqualTo(1);
            assertOneMessage("Line 1 of " + lines + " is no result", "or choose another folder with --output");
            assertThat(lines).hasBinaryContent(content);
        }
        assertThat(run("report " + lines)).isEqualTo(1);
        assertOneMessage("Line 1 of " + lines + " is no result");
        assertThat(lines).hasBinaryContent(content);
    }

    @Test
    void a_damaged_line_in_the_middle_is_refused_and_left_alone() throws IOException {
        run("compare --models mlp --seeds 1,2,3 --steps 4");
        List<String> damaged = new ArrayList<>(Files.readAllLines(lines));
        damaged.set(1, damaged.get(1).substring(7));
        Files.write(lines, damaged);

        assertThat(run("compare --models mlp --seeds 1,2,3,4 --steps 4")).isEqualTo(1);
        assertOneMessage("Line 2 of " + lines + " is no result, remove or mend it");
        assertThat(Files.readAllLines(lines)).isEqualTo(damaged);
        assertThat(run("report " + lines)).isEqualTo(1);
        assertOneMessage("Line 2 of " + lines);
    }

    @Test
    void a_line_that_was_cut_off_at_the_end_is_made_again() throws IOException {
        String command = "compare --models mlp --seeds 1,2 --steps 4";
        run(command);
        byte[] whole = Files.readAllBytes(lines);
        Files.write(lines, java.util.Arrays.copyOf(whole, whole.length - 100));

        assertThat(run(command)).isZero();
        assertThat(terminal.err()).contains("1 of 2 runs are finished already");
        assertThat(new ResultsFile(lines).read())
                .extracting(result -> result.spec().seed())
                .containsExactly(1L, 2L);
    }

    @Test
    void a_folder_in_place_of_the_file_of_results_is_one_message() throws IOException {
        Files.createDirectories(lines);

        for (String command : List.of("compare --models mlp --steps 1", "compare --models mlp --steps 1 --again")) {
            assertThat(run(command)).isEqualTo(2);
            assertOneMessage("--output: " + lines + " cannot be written: it is a folder");
        }
        assertThat(run("report " + lines)).isEqualTo(2);
        assertOneMessage("There is no file " + lines);
    }

    static Stream<Arguments> grids() {
        return Stream.of(
                grid("a.yaml", GRID.substring(0, GRID.indexOf("[mlp, ") + 6), "a.yaml, line 4, column"),
                grid("a.yaml", GRID.substring(0, GRID.indexOf("experiments")), "a.yaml: experiments is missing"),
                grid("a.json", "{\"experiments\": [{\"task\": \"add", "a.json, line 1, column"),
                grid("a.yaml", "", "a.yaml is empty"),
                grid(
                        "a.yaml",
                        GRID.replace("models:", "model:"),
                        "a.yaml: experiments[0]: Unknown key 'model'; did you mean 'models'?"),
                grid(
                        "a.yaml",
                        GRID.replace("maxSteps: 4", "maxSteps: [4]"),
                        "a.yaml: experiments[0].training: maxSteps ([4]) must be a whole number"),
                grid(
                        "a.yaml",
                        GRID.replace("batchSize: 8", "batchSize: many"),
                        "a.yaml: experiments[0].training: batchSize (many) must be a whole number"),
                grid(
                        "a.yaml",
                        GRID.replace("addition", "additon"),
                        "a.yaml: experiments[0]: No task 'additon'; did you mean 'addition'?"),
                grid(
                        "a.yaml",
                        GRID + "    settings: {digits: 12}\n",
                        "a.yaml: experiments[0]: addition: digits (12) must be between 1 and 9"),
                Arguments.of("a.yaml", GRID.getBytes(StandardCharsets.UTF_16), "a.yaml is no UTF-8 text"),
                Arguments.of(
                        "a.yaml", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, "a.yaml is no UTF-8 text"),
                Arguments.of("a.yaml", new byte[] {'a', 0, 1, 2}, "a.yaml"),
                Arguments.of("a.yaml", new byte[64], "a.yaml"));
    }

    private static Arguments grid(String name, String text, String message) {
        return Arguments.of(name, text.getBytes(StandardCharsets.UTF_8), message);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("grids")
    void a_configuration_file_that_is_truncated_foreign_or_wrong_is_a_mistake_with_file_and_place(
            String name, byte[] content, String message) throws IOException {
        Path file = Files.write(folder.resolve(name), content);

        assertThat(run("compare --file " + file)).isEqualTo(2);

        assertOneMessage(folder + "/" + message);
        assertThat(lines).doesNotExist();
    }

    @Test
    void a_folder_in_place_of_a_configuration_file_is_a_mistake() {
        assertThat(run("compare --file " + folder)).isEqualTo(2);
        assertOneMessage("the folder " + folder + " cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no jar", "PK\u0003\u0004 cut off"})
    void a_plug_in_that_is_no_jar_is_a_mistake(String content) throws IOException {
        Path jar = Files.writeString(folder.resolve("plugin.jar"), content);

        assertThat(run("compare --models mlp --steps 1 --plugins " + jar)).isEqualTo(2);

        assertThat(terminal.err()).contains("--plugins: " + jar + " is no jar that can be read: ");
        assertThat(out).doesNotExist();
    }
}

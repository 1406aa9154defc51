package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.TrainingListener;

/** What cannot be written is found before anything is trained; what fails later takes nothing else with it. */
class UnwritableOutputTest {
    private static final String SOLVE = "solve 3+4 --steps 5 --batch-size 32" + Real.ONE_DIGIT + " --save ";
    private static final String SAMPLE =
            "sample --task text --corpus CORPUS --set contextLength=8 --model mlp --steps 5 --length 9 --save ";
    private static final String COMPARE = "compare --models mlp --steps 4 --save --output ";
    /** Each with the path at its end. */
    private static final List<String> SAVING = List.of(SOLVE, SAMPLE);

    private static final List<String> ALL = List.of(SOLVE, SAMPLE, COMPARE, "report EARLIER --output ");

    @TempDir
    private Path folder;

    private final List<String> trained = new ArrayList<>();
    /** What happens between the check and the end of the training. */
    private Runnable meanwhile = () -> {};

    private Terminal terminal;
    private Path file;
    private Path corpus;
    private Path earlier;

    @BeforeEach
    void files() throws IOException {
        file = Files.writeString(folder.resolve("file"), "precious");
        corpus = Files.writeString(folder.resolve("corpus.txt"), "to be or not to be\n".repeat(99));
        earlier = folder.resolve("earlier");
        assertThat(run("compare --models mlp --steps 1 --output ", earlier)).isZero();
        trained.clear();
    }

    @AfterEach
    void nothing_is_unexpected() {
        assertThat(terminal.err()).doesNotContain("Unexpected", "\tat ", "Exception");
    }

    private int run(String command, Path path) {
        TrainingListener progress = new TrainingListener() {
            @Override
            public void onRunStart(RunStart start) {
                trained.add(start.spec().model());
                meanwhile.run();
            }
        };
        boolean fakes = command.startsWith("compare");
        terminal = new Terminal(new Environment(
                loader -> fakes ? Terminal.fakes() : Registry.discover(),
                fakes ? new BackendCheck(() -> {}, name -> true) : BackendCheck.nd4j(),
                writer -> progress));
        String typed = command.replace("CORPUS", corpus.toString()).replace("EARLIER", earlier.toString()) + path;
        return terminal.run(typed.split(" "));
    }

    private void assertRefusedAndUntouched(String command, Path path, String reason) throws IOException {
        Map<String, String> before = content();

        assertThat(run(command, path)).as(terminal.err()).isEqualTo(2);

        assertThat(terminal.err().lines())
                .singleElement()
                .asString()
                .matches("--(save|output): .+")
                .contains(reason);
        assertThat(terminal.out()).isEmpty();
        assertThat(trained).isEmpty();
        assertThat(content()).isEqualTo(before);
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Predicate.not(Files::isDirectory)).toList()) {
                content.put(each.toString(), Files.readString(each));
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isDirectory).forEach(each -> content.put(each.toString(), "a folder"));
        }
        return content;
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void a_file_as_a_parent(String command) throws IOException {
        assertRefusedAndUntouched(command, file.resolve("new/model"), file + " is no folder");
    }

    @ParameterizedTest
    @FieldSource("SAVING")
    void a_folder_where_a_file_is_wanted(String command) throws IOException {
        assertRefusedAndUntouched(command, Files.createDirectory(folder.resolve("taken")), "it is a folder");
    }

    @ParameterizedTest
    @FieldSource("SAVING")
    @DisabledOnOs(OS.WINDOWS)
    void a_device_which_would_be_replaced(String command) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
        assertThat(run(command, link)).isEqualTo(2);
        assertThat(terminal.err()).contains("it is no regular file");
        assertThat(link).isSymbolicLink();
        assertThat(trained).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    @EnabledOnOs(OS.LINUX)
    void a_folder_in_which_nobody_may_make_a_file(String command) throws IOException {
        assertRefusedAndUntouched(command, Path.of("/proc/self/new"), "no file can be made in /proc/self");
    }

    @ParameterizedTest
    @FieldSource("SAVING")
    @DisabledOnOs(OS.WINDOWS)
    void a_name_that_is_too_long_for_the_temporary_file(String command) throws IOException {
        assertRefusedAndUntouched(command, folder.resolve("new/" + "n".repeat(240)), "File name too long");
    }

    @ParameterizedTest
    @FieldSource("ALL")
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_without_permission(String command) throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(closed), "This user, most likely root, may write everywhere");
        assertRefusedAndUntouched(command, closed.resolve("new"), "no permission for " + closed);
    }

    @ParameterizedTest
    @CsvSource({
        "results.jsonl, Permission denied",
        "results.md, it is read-only",
    })
    @DisabledOnOs(OS.WINDOWS)
    void a_file_that_is_read_only(String name, String reason) throws IOException {
        Path locked = earlier.resolve(name);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(locked), "This user, most likely root, may write everywhere");
        assertRefusedAndUntouched(COMPARE, earlier, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"results.jsonl", "results.md"})
    void a_folder_in_place_of_a_file_of_results(String name) throws IOException {
        Files.createDirectories(folder.resolve("new").resolve(name));
        assertRefusedAndUntouched(COMPARE, folder.resolve("new"), "it is a folder");
    }

    @ParameterizedTest
    @CsvSource({
        "models, 'compare --models mlp --steps 4 --save --output '",
        "checkpoints, 'compare --models mlp --steps 4 --output '",
    })
    void a_file_in_place_of_a_folder_of_the_results(String name, String command) throws IOException {
        Path taken = Files.writeString(earlier.resolve(name), "precious");
        Map<String, String> before = content();

        assertThat(run(command, earlier)).isEqualTo(2);

        assertThat(terminal.err()).contains(taken + " cannot be written: " + taken + " is no folder");
        assertThat(trained).isEmpty();
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void a_folder_that_is_not_used_is_not_asked_for() throws IOException {
        Files.writeString(earlier.resolve("models"), "precious");
        Files.writeString(earlier.resolve("checkpoints"), "precious");
        assertThat(run("compare --models mlp --steps 4 --checkpoint-every none --output ", earlier))
                .isZero();
    }

    @ParameterizedTest
    @FieldSource("SAVING")
    void the_check_leaves_nothing_if_the_command_fails_for_another_reason(String command) throws IOException {
        Map<String, String> before = content();
        assertThat(run(command.replace("--steps 5", "--steps 5 --set digts=2"), folder.resolve("a/b/model")))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("digts");
        assertThat(run(command.replace("--steps 5", "--steps 5 --learning-rate 1e30"), folder.resolve("a/b/model")))
                .isEqualTo(1);
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void a_study_whose_backend_does_not_start_leaves_nothing() throws IOException {
        Map<String, String> before = content();
        BackendCheck none = new BackendCheck(
                () -> {
                    throw new IllegalStateException("not today");
                },
                name -> false);
        terminal = new Terminal(Terminal.environment(none));
        assertThat(terminal.run((COMPARE + folder.resolve("a/b")).split(" "))).isEqualTo(1);
        assertThat(content()).isEqualTo(before);
    }

    private void occupy(Path path) {
        try {
            Files.writeString(path, "in the way");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"3+4=, solve", "'\n', sample"})
    void what_was_asked_for_is_printed_even_if_saving_fails_after_all(String answer, String command) {
        Path late = folder.resolve("late");
        meanwhile = () -> occupy(late);

        assertThat(run(command.equals("solve") ? SOLVE : SAMPLE, late.resolve("model")))
                .isEqualTo(1);

        assertThat(trained).hasSize(1);
        assertThat(terminal.out()).startsWith(answer).hasSizeGreaterThan(5);
        assertThat(terminal.err().lines())
                .containsExactly(
                        "--save: " + late.resolve("model") + " could not be written: " + late + " is no folder");
    }

    @Test
    void a_study_has_its_table_even_if_models_cannot_be_saved_after_all() {
        meanwhile = () -> occupy(earlier.resolve("models"));

        assertThat(run("compare --models mlp,nano-gpt --steps 4 --save --output ", earlier))
                .isEqualTo(1);

        assertThat(terminal.out()).contains("mlp  ", "nano-gpt  ", "protocol: strict");
        assertThat(terminal.err())
                .contains("could not be written: " + earlier.resolve("models") + " is no folder")
                .endsWith("--save: 2 models could not be saved, see above; --again makes the runs once more.\n");
    }
}

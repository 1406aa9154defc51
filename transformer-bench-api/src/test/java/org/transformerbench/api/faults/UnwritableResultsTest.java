package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.TrainingListener;

/** A disk that is full, and a folder that cannot be written, while results are appended. */
class UnwritableResultsTest {
    @TempDir
    private Path folder;

    private static List<RunResult> results() {
        return FaultyRuns.run(FaultyRuns.withSession(FakeSession::new));
    }

    /**
     * Appends results until the system lets it write no further, and then once more after each failure.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        ResultsFile file = new ResultsFile(path);
        RunResult result = results().get(0);
        int appended = 0;
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                file.accept(result);
                appended++;
            } catch (UncheckedIOException e) {
                System.out.println(e.getMessage());
            }
        }
        try {
            AtomicFile.replace(path.resolveSibling("report.md"), target -> Files.write(target, new byte[1 << 16]));
        } catch (IOException e) {
            System.out.println("report: " + e.getMessage());
        }
        System.out.println(appended + " " + file.read().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_disk_that_is_full_in_the_middle_of_a_line_leaves_whole_lines_only() throws Exception {
        Path path = folder.resolve("results.jsonl");
        // The system cuts the write short and then refuses it: what a full disk does, without one.
        String output = OtherJvm.run(folder, "ulimit -f 20", "-Xmx64m", UnwritableResultsTest.class, path.toString());

        List<String> lines = output.lines().toList();
        int appended = Integer.parseInt(lines.get(lines.size() - 1).split(" ")[0]);
        assertThat(appended).as(output).isBetween(2, 19);
        assertThat(lines).hasSize(20 - appended + 2).contains(appended + " " + appended);
        assertThat(lines.get(0)).isEqualTo("Cannot append to " + path + ": File too large");
        assertThat(Files.readString(path)).endsWith("}\n");
        assertThat(new ResultsFile(path).read()).hasSize(appended);
        assertThat(Files.size(path)).isLessThanOrEqualTo(20 * 1024);
        // With room again the next result goes behind them.
        new ResultsFile(path).accept(results().get(0));
        assertThat(new ResultsFile(path).read()).hasSize(appended + 1);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.contains("report"))
                    .isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_device_is_named_with_its_reason() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        assertThatThrownBy(() -> new ResultsFile(full).accept(results().get(0)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot append to /dev/full: No space left on device");
    }

    @Test
    void a_result_that_cannot_be_written_is_told_to_listeners_and_ends_the_study() throws IOException {
        Path path = folder.resolve("out/results.jsonl");
        ResultsFile file = new ResultsFile(path);
        List<RunResult> told = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onRunEnd(RunResult result) {
                told.add(result);
                if (told.size() == 1) {
                    replaceFolderByFile(path);
                }
            }
        };
        assertThatThrownBy(() -> new ExperimentRunner(FaultyRuns.withSession(FakeSession::new))
                        .run(FaultyRuns.experiment().build(), file, listener))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot append to " + path);

        assertThat(told).extracting(result -> result.spec().model()).containsExactly("first", "faulty");
        assertThat(new ResultsFile(folder.resolve("moved/results.jsonl")).read())
                .containsExactly(told.get(0));
    }

    private static void replaceFolderByFile(Path path) {
        try {
            Files.move(path.getParent(), path.getParent().resolveSibling("moved"));
            Files.createFile(path.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;

class ResultsFileTest {
    private static final RunResult FIRST = Results.of(1, Outcome.completed("70 steps"));
    private static final RunResult SECOND = Results.empty(Outcome.stopped("interrupted"));

    @TempDir
    private Path folder;

    private Path path;
    private ResultsFile file;

    @BeforeEach
    void nameFile() {
        path = folder.resolve("results.jsonl");
        file = new ResultsFile(path);
    }

    @Test
    void reads_what_was_appended_in_order_and_makes_the_folder() {
        Path deep = folder.resolve("new/deep/results.jsonl");
        new ResultsFile(deep).accept(FIRST);
        new ResultsFile(deep).accept(SECOND);

        assertThat(new ResultsFile(deep).read()).containsExactly(FIRST, SECOND);
        assertThat(deep).content(StandardCharsets.UTF_8).hasLineCount(2).endsWith("}\n");
    }

    @Test
    void is_replaced_as_a_whole_and_appended_to_after_that() {
        file.accept(FIRST);
        file.replace(List.of(SECOND, FIRST));
        assertThat(file.read()).containsExactly(SECOND, FIRST);

        file.accept(SECOND);
        assertThat(file.read()).containsExactly(SECOND, FIRST, SECOND);
        file.replace(List.of());
        assertThat(path).isEmptyFile();
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void that_cannot_be_replaced_is_named() throws IOException {
        Files.createDirectories(path.resolve("inside"));

        assertThatThrownBy(() -> file.replace(List.of(FIRST)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot write " + path + ": ");
    }

    @Test
    void is_empty_without_a_file() {
        assertThat(new ResultsFile(folder.resolve("none.jsonl")).read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "7", "{\"seed\": 1, \"seed\": 2}", "{\"seed\": 1} {}"})
    void refuses_a_line_that_is_json_but_no_result(String line) throws IOException {
        Files.writeString(path, line + "\n");

        assertThatThrownBy(() -> new ResultsFile(path).read())
                .isInstanceOf(DataException.class)
                .hasMessageMatching("(?s)Line 1 of .+ is no result, remove or mend it: .{8,}");
    }

    @Test
    void says_where_in_a_line_a_number_is_too_long() throws IOException {
        Files.writeString(path, "{\"seed\": " + "1".repeat(1001) + "}\n");

        assertThatThrownBy(() -> new ResultsFile(path).read())
                .isInstanceOf(DataException.class)
                .hasMessageMatching("Line 1 of .+: line 1, column [0-9]+: Number value length .+");
    }

    @Test
    void skips_blank_lines_but_counts_them() throws IOException {
        new ResultsFile(path).accept(FIRST);
        Files.writeString(path, "\n  \n" + Files.readString(path) + "\n{\"seed\":3}\n");

        assertThatThrownBy(() -> new ResultsFile(path).read()).hasMessageStartingWith("Line 5 of " + path);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0001, 0.001, 0.3, 0.9, 0.9999})
    void a_last_line_that_was_cut_off_is_left_out_and_gone_with_the_next_result(double share) throws IOException {
        file.accept(FIRST);
        long whole = Files.size(path);
        file.accept(SECOND);
        byte[] bytes = Files.readAllBytes(path);
        int end = (int) (whole + 1 + share * (bytes.length - whole - 3));
        Files.write(path, Arrays.copyOf(bytes, end));

        assertThat(file.read()).containsExactly(FIRST);
        file.accept(SECOND);
        assertThat(file.read()).containsExactly(FIRST, SECOND);
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }

    @Test
    void a_long_line_that_was_cut_off_is_gone_as_a_whole() throws IOException {
        file.accept(FIRST);
        byte[] whole = Files.readAllBytes(path);
        file.accept(Results.withCurve(Collections.nCopies(500, FIRST.curve().get(0))));
        assertThat(Files.size(path)).isGreaterThan(50_000);
        Files.writeString(path, Files.readString(path).stripTrailing().substring(0, 45_000));
        file.accept(FIRST);

        assertThat(file.read()).containsExactly(FIRST, FIRST);
        assertThat(Files.size(path)).isEqualTo(2L * whole.length);
    }

    @Test
    void a_file_that_is_nothing_but_a_cut_off_line_is_empty() throws IOException {
        file.accept(FIRST);
        Files.writeString(path, Files.readString(path).substring(0, 700));

        assertThat(file.read()).isEmpty();
        file.accept(SECOND);
        assertThat(file.read()).containsExactly(SECOND);
    }

    @Test
    void a_line_that_is_cut_inside_a_character_is_left_out_too() throws IOException {
        file.accept(FIRST);
        file.accept(SECOND);
        byte[] bytes = Files.readAllBytes(path);
        int end = bytes.length;
        while (bytes[end - 1] != (byte) 0xc3) {
            end--;
        }
        Files.write(path, Arrays.copyOf(bytes, end));

        assertThat(file.read()).containsExactly(FIRST);
    }

    @Test
    void a_last_line_that_lacks_its_line_break_only_is_a_result() throws IOException {
        file.accept(FIRST);
        Files.writeString(path, Files.readString(path).stripTrailing());

        assertThat(file.read()).containsExactly(FIRST);
        file.accept(SECOND);
        assertThat(file.read()).containsExactly(FIRST, SECOND);
    }

    @Test
    void a_damaged_line_elsewhere_is_an_error_that_names_it() throws IOException {
        file.accept(FIRST);
        Files.writeString(path, Files.readString(path).substring(0, 300) + "\n");
        file.accept(SECOND);

        assertThatThrownBy(file::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Line 1 of " + path + " is no result, remove or mend it: ");
    }

    @Test
    void nothing_is_removed_from_a_foreign_file() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "# Notes\nnothing here");
        new ResultsFile(notes).accept(FIRST);

        assertThat(notes).content(StandardCharsets.UTF_8).startsWith("# Notes\nnothing here\n{");
    }

    @Test
    void says_which_line_of_a_foreign_file_is_no_result() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "# Notes\nnothing here\n");
        assertThatThrownBy(() -> new ResultsFile(notes).read())
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Line 1 of " + notes);

        Path other = Files.writeString(folder.resolve("other.jsonl"), "{\"formatVersion\": 2, \"loss\": 3}\n");
        assertThatThrownBy(() -> new ResultsFile(other).read())
                .hasMessageStartingWith("Line 1 of " + other)
                .hasMessageEndingWith("runId of RunResult is missing");
    }

    @Test
    void results_of_another_version_are_refused_with_both_versions_and_what_to_do() throws IOException {
        Path old = Files.writeString(
                folder.resolve("old.jsonl"), FIRST.toJson() + "\n{\"runId\":\"1f2e\",\"task\":\"addition\"}\n");
        assertThatThrownBy(() -> new ResultsFile(old).read())
                .isInstanceOf(DataException.class)
                .hasMessage("Line 2 of " + old
                        + " was written by another version of the library: its formatVersion is missing,"
                        + " this version of the library reads 2. Read the file with the version that wrote it, or move it away"
                        + " and make the runs again");

        Path newer =
                Files.writeString(folder.resolve("new.jsonl"), FIRST.toJson().replace(":2,", ":3,"));
        assertThatThrownBy(() -> new ResultsFile(newer).read())
                .hasMessageContaining("its formatVersion is 3, this version of the library reads 2");
    }

    @Test
    void says_what_went_wrong_when_it_cannot_write_or_read() throws IOException {
        Path blocked = Files.createFile(folder.resolve("blocked")).resolve("results.jsonl");
        assertThatThrownBy(() -> new ResultsFile(blocked).accept(FIRST))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot append to " + blocked + ": FileAlreadyExists " + blocked.getParent());
        assertThatThrownBy(() -> new ResultsFile(folder).accept(FIRST))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot append to " + folder);
        assertThatThrownBy(() -> new ResultsFile(folder).read())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot read " + folder);
    }

    @Test
    void appends_for_an_interrupted_thread_and_keeps_the_interrupt() {
        Thread.currentThread().interrupt();
        try {
            file.accept(FIRST);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file.read()).containsExactly(FIRST);
    }

    @Test
    void keeps_every_line_when_several_threads_append_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * 50;
            writers.add(threads.submit(() -> IntStream.range(first, first + 50)
                    .forEach(seed -> new ResultsFile(path).accept(Results.of(seed, Outcome.completed("70 steps"))))));
        }
        for (Future<?> writer : writers) {
            writer.get(1, TimeUnit.MINUTES);
        }
        threads.shutdown();

        assertThat(new ResultsFile(path).read())
                .extracting(result -> result.spec().seed())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 200).boxed().toList());
    }

    @Test
    void waits_while_another_has_locked_the_file() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (FileChannel other = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Future<?> writer;
            try (FileLock whole = other.lock()) {
                writer = thread.submit(() -> new ResultsFile(path).accept(FIRST));
                assertThatThrownBy(() -> writer.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(whole.isValid()).isTrue();
            }
            writer.get(1, TimeUnit.MINUTES);
        }
        thread.shutdown();

        assertThat(new ResultsFile(path).read()).containsExactly(FIRST);
    }
}

package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** A file of results that was truncated anywhere, damaged, or made by something else. */
class DamagedResultsTest {
    @TempDir
    private Path folder;

    private Path path;
    private ResultsFile file;
    private List<RunResult> results;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        path = folder.resolve("results.jsonl");
        file = new ResultsFile(path);
        results = FaultyRuns.run(FaultyRuns.withSession(FakeSession::new)).subList(0, 2);
        results.forEach(file);
        whole = Files.readAllBytes(path);
    }

    @Test
    void truncated_at_any_byte_it_has_the_lines_that_are_whole() throws IOException {
        int firstLine = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n');
        for (int length = 0; length < whole.length; length++) {
            boolean nearTheEndsOfALine = length < 40 || Math.abs(length - firstLine) < 40 || length > whole.length - 40;
            if (!nearTheEndsOfALine && length % 13 != 0) {
                continue;
            }
            Files.write(path, Arrays.copyOf(whole, length));
            // A line that lacks nothing but its line break is whole.
            int lines = length < firstLine ? 0 : length < whole.length - 1 ? 1 : 2;

            assertThat(file.read()).as("%d bytes", length).isEqualTo(results.subList(0, lines));
            if (length % 91 == 0) {
                file.accept(results.get(1));
                assertThat(file.read()).hasSize(lines + 1).endsWith(results.get(1));
            }
        }
    }

    @Test
    void with_a_line_in_the_middle_that_is_cut_it_is_refused_with_the_number_and_not_touched() throws IOException {
        String line =
                new String(whole, StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        String damaged = line + "\n" + line.substring(0, line.length() / 2) + "\n" + line + "\n";
        Files.writeString(path, damaged);

        assertThatThrownBy(file::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Line 2 of " + path + " is no result, remove or mend it: ");
        assertThat(path).hasContent(damaged);
    }

    @Test
    void with_any_byte_changed_to_a_quote_it_is_read_or_refused_with_a_line() throws IOException {
        // Without its line break, the last line is one that was cut: the results before it are read.
        int lastLineBreak = whole.length - 1;
        for (int place = 0; place < lastLineBreak; place += 29) {
            byte[] changed = whole.clone();
            changed[place] = '"';
            Files.write(path, changed);
            try {
                assertThat(file.read()).hasSize(2);
            } catch (DataException e) {
                assertThat(e)
                        .hasMessageMatching("(?s)Line [12] of .*results.jsonl is no result, remove or mend it: .+");
            }
        }
    }

    static Stream<Arguments> foreign() {
        byte[] random = new byte[4096];
        new Random(7).nextBytes(random);
        String ours = "{\"runId\":\"1f\",\"rank\":1}\n";
        return Stream.of(
                Arguments.of("text", "notes of a meeting\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("json lines", "{\"step\":1,\"loss\":2.5}\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("other json", "[1,2,3]\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("an object over lines", "{\n\"runId\": \"1\"\n}\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("another version", ours.getBytes(StandardCharsets.UTF_8)),
                Arguments.of("utf-16", ours.getBytes(StandardCharsets.UTF_16)),
                Arguments.of("zip", new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0}),
                Arguments.of("zeros", new byte[512]),
                Arguments.of("random", random));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreign")
    void made_by_something_else_it_is_refused_with_the_line_and_not_touched(String kind, byte[] content)
            throws IOException {
        Files.write(path, content);

        assertThatThrownBy(file::read).isInstanceOf(DataException.class).hasMessageStartingWith("Line 1 of " + path);
        assertThat(path).hasBinaryContent(content);
    }

    @Test
    void of_another_version_it_says_which_key_is_strange() throws IOException {
        Files.writeString(path, new String(whole, StandardCharsets.UTF_8).replaceFirst("\"seed\"", "\"sheed\""));

        assertThatThrownBy(file::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Line 1 of ")
                .hasMessageContaining("seed");
    }
}

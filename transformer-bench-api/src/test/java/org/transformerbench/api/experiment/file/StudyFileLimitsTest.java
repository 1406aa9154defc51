package org.transformerbench.api.experiment.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.config.ConfigException;

/** Files that are made to take time or memory. */
class StudyFileLimitsTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_that_laughs_a_billion_times_is_refused_at_its_first_alias() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a").append(i).append(": &a").append(i).append(" [");
            yaml.append(("*a" + (i - 1) + ", ").repeat(10)).append("]\n");
        }
        assertRefused("a.yaml", yaml.toString(), "a\\.yaml, line 2, column 10: \\*a0 stands for something else.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.yaml", "a.json"})
    void deep_nesting_is_refused_with_its_place(String name) {
        assertRefused(name, "[".repeat(100_000), name + ", line 1, column \\d+: .*nesting depth.*");
    }

    @Test
    void a_number_of_many_digits_is_refused_with_its_place() {
        assertRefused(
                "a.json",
                "{\"experiments\": [\n{\"task\": " + "1".repeat(1001) + "}]}",
                "a\\.json, line 2, column \\d+: Number value length .*");
    }

    @Test
    void a_character_that_yaml_forbids_is_refused_with_its_place() {
        assertRefused("a.yaml", "title: a\n\u0001b: c", "a\\.yaml, line \\d+, column \\d+: .*");
    }

    @Test
    void a_text_that_is_longer_than_the_limit_is_refused() {
        assertRefused(
                "a.yaml",
                "#".repeat(StudyFile.LONGEST + 1),
                "a\\.yaml: longer than 1000000 characters, no study needs as many");
    }

    @Test
    void of_a_long_file_no_more_is_read_than_the_limit() throws IOException {
        Path file = folder.resolve("long.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 33);
        }
        assertThatThrownBy(() -> StudyFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": longer than 1000000 characters");
    }

    @Test
    void a_file_that_is_no_utf8_is_refused_with_the_byte() throws IOException {
        Path latin = Files.write(folder.resolve("latin.yaml"), "title: f\u00fcr".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> StudyFile.read(latin)).hasMessage(latin + " is no UTF-8 text: at byte 8");
    }

    @Test
    void a_long_key_takes_no_time_and_little_of_the_message() {
        assertThatThrownBy(() -> StudyFile.parse("a.yaml", "? " + "x".repeat(900_000) + "\n: 1\n"))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith("a.yaml: Unknown key 'xxx")
                .hasSizeLessThan(300);
    }

    private static void assertRefused(String name, String text, String message) {
        assertThatThrownBy(() -> StudyFile.parse(name, text))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("(?s)" + message);
    }
}

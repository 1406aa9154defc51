package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    private final FileNames ascii = new FileNames(StandardCharsets.US_ASCII);
    private final InvalidPathException unmappable = new InvalidPathException("z\u00e9.txt", "Malformed input");

    @Test
    void says_which_locale_is_needed_for_letters_outside_of_it() {
        assertThat(ascii.canUse("z.txt")).isTrue();
        assertThat(ascii.canUse("z\u00e9.txt")).isFalse();
        assertThat(ascii.reason(unmappable)).contains("US-ASCII").contains("LC_ALL=C.UTF-8");
    }

    @Test
    void says_what_java_says_of_a_name_that_no_locale_can_help() {
        assertThat(new FileNames(StandardCharsets.UTF_8).reason(unmappable)).isEqualTo("Malformed input");
        assertThatThrownBy(() -> FileNames.ofThisJvm().path("a\0b"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be a path: Nul character not allowed");
    }

    @Test
    void makes_a_path_of_any_other_name() {
        assertThat(FileNames.ofThisJvm().path("a/b")).isEqualTo(Path.of("a", "b"));
    }
}

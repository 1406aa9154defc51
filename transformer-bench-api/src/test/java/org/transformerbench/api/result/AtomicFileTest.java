package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void replaces_the_content_and_leaves_nothing_else() throws IOException {
        Path target = Files.writeString(folder.resolve("weights"), "a much longer old content");
        AtomicFile.replace(target, temporary -> {
            assertThat(temporary).isEmptyFile().hasParent(folder);
            assertThat(target).hasContent("a much longer old content");
            Files.writeString(temporary, "new");
        });
        assertThat(target).hasContent("new");
        assertThat(names()).containsExactly("weights");
    }

    @Test
    void creates_the_file_and_its_folder() throws IOException {
        Path target = folder.resolve("made/here/file");
        AtomicFile.replace(target, temporary -> Files.writeString(temporary, "text"));
        assertThat(target).hasContent("text");
    }

    @Test
    void keeps_the_old_content_when_the_writer_throws() throws IOException {
        Path target = Files.writeString(folder.resolve("weights"), "old");
        for (Throwable thrown : List.of(new IOException("full"), new IllegalStateException("bad"))) {
            assertThatThrownBy(() -> AtomicFile.replace(target, temporary -> {
                        Files.writeString(temporary, "half");
                        if (thrown instanceof IOException io) {
                            throw io;
                        }
                        throw (RuntimeException) thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(target).hasContent("old");
            assertThat(names()).containsExactly("weights");
        }
    }

    @Test
    void cleans_up_when_the_target_cannot_be_replaced() throws IOException {
        Path target = Files.createDirectories(folder.resolve("full/inside")).getParent();
        assertThatThrownBy(() -> AtomicFile.replace(target, temporary -> Files.writeString(temporary, "x")))
                .isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("full");
    }

    @Test
    void lets_one_writer_replace_the_file_while_another_is_at_it() throws IOException {
        Path target = folder.resolve("weights");
        AtomicFile.replace(target, outer -> {
            AtomicFile.replace(target, inner -> Files.writeString(inner, "inner"));
            assertThat(target).hasContent("inner");
            Files.writeString(outer, "outer");
        });
        assertThat(target).hasContent("outer");
        assertThat(names()).containsExactly("weights");
    }

    @Test
    void keeps_the_old_file_if_somebody_removes_the_new_one_before_it_is_in_place() throws IOException {
        Path target = Files.writeString(folder.resolve("weights"), "old");
        assertThatThrownBy(() -> AtomicFile.replace(target, Files::delete))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was removed by somebody else while");
        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("weights");
    }

    @Test
    void replaces_the_file_for_an_interrupted_thread_and_keeps_the_interrupt() throws IOException {
        Path target = Files.writeString(folder.resolve("weights"), "old");
        Thread.currentThread().interrupt();
        try {
            AtomicFile.replace(target, temporary -> Files.writeString(temporary, "new"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(target).hasContent("new");
        assertThat(names()).containsExactly("weights");
    }
}

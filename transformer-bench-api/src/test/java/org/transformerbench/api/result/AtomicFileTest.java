package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    @Test
    void a_probe_leaves_neither_file_nor_folder_and_an_old_file_as_it_was() throws IOException {
        Path old = Files.writeString(folder.resolve("weights"), "old");
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(old, time);

        AtomicFile.probe(old);
        AtomicFile.probe(folder.resolve("made/here/file"));
        AtomicFile.probe(folder.resolve("new"));

        assertThat(names()).containsExactly("weights");
        assertThat(old).hasContent("old");
        assertThat(Files.getLastModifiedTime(old)).isEqualTo(time);
    }

    @Test
    void a_probe_finds_what_replacing_would_find() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path full = Files.createDirectories(folder.resolve("full/inside")).getParent();
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        for (Path target : List.of(
                full,
                file.resolve("below"),
                file.resolve("far/below"),
                dangling.resolve("below"),
                folder.resolve("made/" + "n".repeat(250)))) {
            assertThatThrownBy(() -> AtomicFile.probe(target)).as("%s", target).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> AtomicFile.replace(target, temporary -> {}))
                    .as("%s", target)
                    .isInstanceOf(IOException.class);
        }
        AtomicFile.probe(dangling);
        AtomicFile.replace(dangling, temporary -> Files.writeString(temporary, "new"));
        assertThat(dangling).isRegularFile().hasContent("new");
    }

    @Test
    void probes_of_one_new_folder_do_not_disturb_each_other() throws Exception {
        Path target = folder.resolve("made/here/file");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> probes = Collections.nCopies(5_000, () -> {
                AtomicFile.probe(target);
                return null;
            });
            for (Future<Void> probe : threads.invokeAll(probes)) {
                probe.get();
            }
        } finally {
            threads.shutdownNow();
        }
        // A folder that another one was using stays.
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all).allMatch(Files::isDirectory);
        }
        assertThat(names()).isSubsetOf("made");
    }
}

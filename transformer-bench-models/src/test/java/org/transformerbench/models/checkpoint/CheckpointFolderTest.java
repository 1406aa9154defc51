package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.checkpoint.SampleCheckpoint.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;

class CheckpointFolderTest {
    private static final String ID = checkpoint().run().runId();
    private static final String ANOTHER = checkpoint(9).run().runId();

    @TempDir
    private Path temporary;

    private Path file;
    private CheckpointFolder folder;

    @BeforeEach
    void nameFolder() {
        folder = new CheckpointFolder(temporary.resolve("checkpoints"));
        file = folder.file(ID);
    }

    @Test
    void what_was_saved_is_found_to_the_last_bit() throws IOException {
        assertThat(folder.find(ID)).isEmpty();
        folder.save(checkpoint());
        folder.save(checkpoint(9));

        assertThat(folder.find(ID)).contains(checkpoint());
        assertThat(new CheckpointFolder(file.getParent()).find(ANOTHER)).contains(checkpoint(9));
        folder.delete(ID);
        folder.delete(ID);
        assertThat(folder.find(ID)).isEmpty();
        folder.removeIfEmpty();
        assertThat(file.getParent()).isDirectoryContaining(left -> left.equals(folder.file(ANOTHER)));
        folder.delete(ANOTHER);
        folder.removeIfEmpty();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void tensors_have_names_that_other_programs_can_read() throws IOException {
        folder.save(checkpoint());
        assertThat(new Safetensors().read(file))
                .containsOnlyKeys(
                        "parameter.layer.weight",
                        "parameter.layer.bias",
                        "best_parameter.layer.weight",
                        "best_parameter.layer.bias",
                        "first_moment.layer.weight",
                        "first_moment.layer.bias",
                        "second_moment.layer.weight",
                        "second_moment.layer.bias");
    }

    @Test
    void a_file_that_is_cut_off_anywhere_is_refused() throws IOException {
        folder.save(checkpoint());
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 1 + length / 50) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused(file.getFileName().toString());
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertRefused(file.getFileName().toString());
    }

    @Test
    void a_file_with_a_changed_byte_is_refused_or_says_the_same() throws IOException {
        folder.save(checkpoint());
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        int refused = 0;
        int tried = 0;
        for (int at = 0; at < whole.length; at += 1 + random.nextInt(9)) {
            tried++;
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, changed);
            try {
                assertThat(folder.find(ID)).as("byte %d", at).contains(checkpoint());
            } catch (DataException e) {
                assertThat(e).hasMessageContaining(ID);
                refused++;
            }
        }
        // What may change is the name of the format, which nothing here reads.
        assertThat(refused).isGreaterThan(tried - 10);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> folder.find(ID))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts);
    }

    private void write(String header) throws IOException {
        new Safetensors()
                .write(
                        file,
                        Map.of(),
                        Map.of(
                                "transformer-bench-checkpoint",
                                header,
                                "transformer-bench-sha-256",
                                ContentHash.of(header, Map.of())));
    }

    @Test
    void an_older_or_newer_version_is_refused() throws IOException {
        write("{\"formatVersion\":1,\"something\":\"new\"}");
        assertRefused("another version", "its formatVersion is 1, this version of the library reads 2");
        write("{}");
        assertRefused("its formatVersion is missing");
        write("{\"formatVersion\":2.0}");
        assertRefused("another version");
    }

    @Test
    void a_header_that_is_none_is_refused() throws IOException {
        write("{\"formatVersion\":2");
        assertRefused("does not describe its run as it should: line 1, column");
        write("null");
        assertRefused("it is no JSON object");
        write("{\"formatVersion\":2,\"run\":{}}");
        assertRefused("does not describe its run");
        write(new CheckpointHeader(checkpoint().run(), checkpoint().progress(), 0, 1)
                .toJson()
                .replace("\"steps\":12", "\"steps\":-12"));
        assertRefused("steps (-12) must be at least 1");
        write(new CheckpointHeader(checkpoint().run(), checkpoint().progress(), -1, 1).toJson());
        assertRefused("contradicts itself", "failures (-1)");
    }

    @Test
    void files_of_others_are_refused() throws IOException {
        folder.save(checkpoint(9));
        Files.move(folder.file(ANOTHER), file);
        assertRefused("the checkpoint of another run: " + ANOTHER);

        Map<String, Tensor> tensors = Map.of("w", Tensor.of(new float[] {1}, 1));
        new Safetensors().write(file, tensors);
        assertRefused("not written by this library");
        new Safetensors().write(file, tensors, Map.of("transformer-bench", "{}"));
        assertRefused("a trained model");
        Files.writeString(file, "to be or not to be");
        assertRefused("no valid safetensors file");
    }

    @Test
    void what_is_refused_is_put_aside_as_it_is() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "to be or not to be");
        String where = folder.setAside(ID);

        assertThat(Path.of(where)).hasContent("to be or not to be");
        assertThat(folder.find(ID)).isEmpty();
    }

    @Test
    void the_leftovers_of_a_killed_process_are_removed_and_those_of_other_runs_left_alone() throws IOException {
        folder.save(checkpoint());
        Path own = Files.writeString(file.resolveSibling("." + file.getFileName() + ".1-2.tmp"), "half");
        Path others = Files.writeString(file.resolveSibling(".other.safetensors.1-2.tmp"), "half");

        assertThat(folder.find(ID)).isPresent();

        assertThat(own).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void an_id_that_could_be_a_path_is_refused() {
        for (String id : List.of("", "..", "a/b", "a\\b", "a.b", "a".repeat(101))) {
            assertThatThrownBy(() -> folder.find(id)).hasMessageContaining("runId (" + id + ") must be letters");
        }
    }

    @Test
    void a_checkpoint_that_cannot_be_written_leaves_the_one_before() throws IOException {
        folder.save(checkpoint());
        byte[] before = Files.readAllBytes(file);
        Path blocked = Files.writeString(temporary.resolve("file"), "no folder");

        assertThatThrownBy(() -> new CheckpointFolder(blocked).save(checkpoint()))
                .isInstanceOf(IOException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
}

package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;

class ShippedFilesTest {
    @TempDir
    private Path folder;

    private final List<String> sent = new ArrayList<>();
    private final ShippedFiles files = new ShippedFiles(Registry.discover(), sent::add);

    @AfterEach
    void close() {
        files.close();
    }

    private static RunSpec spec(Path corpus) {
        RunSpec spec = Pending.spec("text", "mlp", 10).withDataChecksum(Optional.of("sha256:" + "a".repeat(64)));
        return spec.withDataLocation(location(corpus));
    }

    private static ObjectNode location(Path corpus) {
        return Json.mapper().createObjectNode().put("corpus", corpus.toString());
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void a_file_of_several_runs_is_sent_once_under_a_name_with_its_own_ending() throws Exception {
        RunSpec spec = spec(write("verse.txt", "to be"));

        assertThat(files.ship(spec)).isEqualTo(files.ship(spec)).hasSize(1);
        assertThat(files.ship(spec).get("corpus")).endsWith("-verse.txt");
        assertThat(sent).hasSize(1);
        assertThat(Path.of(URI.create(sent.get(0))))
                .hasContent("to be")
                .hasFileName(files.ship(spec).get("corpus"));
    }

    @Test
    void files_of_one_name_in_two_folders_do_not_get_in_each_others_way() throws Exception {
        String english = files.ship(spec(write("en/verse.txt", "to be"))).get("corpus");
        String german = files.ship(spec(write("de/verse.txt", "sein"))).get("corpus");

        assertThat(english).isNotEqualTo(german);
        assertThat(sent).map(uri -> Files.readString(Path.of(URI.create(uri)))).containsExactly("to be", "sein");
    }

    @Test
    void a_run_without_files_ships_none() {
        RunSpec spec = Pending.spec("addition", "mlp", 10);

        assertThatCode(() -> files.require(spec)).doesNotThrowAnyException();
        assertThat(files.ship(spec)).isEmpty();
    }

    @Test
    void files_are_refused_that_executors_could_not_tell_from_others() {
        ObjectNode here = location(folder.resolve("verse.txt"));
        RunSpec spec = new RunSpec(
                "text",
                here,
                Optional.empty(),
                Optional.empty(),
                "mlp",
                Json.mapper().createObjectNode(),
                "compiled",
                Pending.spec("text", "mlp", 1).trainingConfig(),
                Pending.spec("text", "mlp", 1).protocol(),
                Pending.spec("text", "mlp", 1).targets(),
                1,
                Optional.empty());

        assertThatThrownBy(() -> files.require(spec))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the data of the task 'text' cannot be shipped: corpus (")
                .hasMessageContaining("names files without a checksum");
    }

    @Test
    void a_folder_is_refused() throws Exception {
        assertThatThrownBy(() -> files.require(spec(folder)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("corpus (" + folder + ") must name a file");
        Path file = write("verse.txt", "to be");
        assertThatCode(() -> files.require(spec(file))).doesNotThrowAnyException();
    }

    @Test
    void nothing_is_left_when_it_is_closed() throws Exception {
        files.ship(spec(write("verse.txt", "to be")));
        Path copy = Path.of(URI.create(sent.get(0)));

        ShippedFiles other = new ShippedFiles(Registry.discover(), sent::add);
        other.ship(spec(folder.resolve("verse.txt")));
        other.close();

        assertThat(Path.of(URI.create(sent.get(1))).getParent()).doesNotExist();
        assertThat(copy).exists();
    }
}

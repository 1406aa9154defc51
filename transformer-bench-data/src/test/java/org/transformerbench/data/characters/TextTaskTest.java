package org.transformerbench.data.characters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;

class TextTaskTest {
    private final TextTask task = new TextTask();

    @Test
    void learns_from_the_file_that_is_named(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("song.txt"), "la la le lu ".repeat(30), UTF_8);
        CharacterConfig config =
                CharacterConfig.builder().corpus(file).contextLength(5).build();

        Dataset data = task.load(config, new SeedStreams(3));

        Batch first = data.train(Targets.EVERY).batch(0);
        assertThat(data.vocabulary().decode(first.tokens())).isEqualTo("la la");
        assertThat(data.vocabulary().decode(first.targets())).isEqualTo("a la ");
    }

    @Test
    void asks_for_a_file_where_none_is_named() {
        assertThatThrownBy(() -> task.load(task.defaultConfig(), new SeedStreams(3)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The task 'text' needs a UTF-8 text file: give one with --corpus FILE (key corpus)");
    }
}

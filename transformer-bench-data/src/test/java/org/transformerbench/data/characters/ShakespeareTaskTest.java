package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;

class ShakespeareTaskTest {
    private static final String PROPERTY = "shakespeare.path";

    @Test
    void a_file_that_is_named_is_read_in_place_of_the_download(@TempDir Path folder) {
        Path missing = folder.resolve("missing.txt");
        CharacterConfig config = CharacterConfig.builder().corpus(missing).build();

        assertThatThrownBy(() -> new ShakespeareTask(folder.resolve("cache")).load(config, new SeedStreams(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(missing + " does not exist");
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void the_real_text_has_the_published_sizes() {
        Dataset data = new ShakespeareTask()
                .load(CharacterConfig.builder().corpus(realText()).build(), new SeedStreams(1));

        assertThat(data.vocabulary().symbols())
                .isEqualTo("\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
                .hasSize(65);
        assertThat(data.contextLength()).isEqualTo(128);
        assertThat(data.train(Targets.EVERY).size() + 128).isEqualTo(1_003_854);
        assertThat(data.validation(Targets.EVERY).size()).isEqualTo(435);
        assertThat(data.test(Targets.LAST).size()).isEqualTo(3478);
        assertThat(data.vocabulary().decode(data.train(Targets.LAST).batch(0).tokens()))
                .startsWith("First Citizen:\nBefore we proceed any further, hear me speak.\n");
    }

    @Test
    void the_real_text_has_111540_characters_held_out() {
        CharacterConfig all = CharacterConfig.builder()
                .corpus(realText())
                .fixedCover(false)
                .evaluationWindows(Integer.MAX_VALUE)
                .build();

        Dataset data = new ShakespeareTask().load(all, new SeedStreams(1));

        assertThat(data.validation(Targets.LAST).size() + 128).isEqualTo(55_770);
        assertThat(data.test(Targets.LAST).size() + 128).isEqualTo(55_770);
    }

    @Test
    void counting_on_the_real_text_gives_the_known_entropies() {
        Dataset data = new ShakespeareTask()
                .load(CharacterConfig.builder().corpus(realText()).build(), new SeedStreams(1));

        List<ReferenceLine> lines = data.references(Targets.EVERY);

        assertThat(lines.get(0).loss()).isEqualTo(Math.log(65));
        assertThat(lines.get(1).loss()).isBetween(3.2, 3.4);
        assertThat(lines.get(2).loss()).isBetween(1.5, 2.0);
        assertThat(lines.get(2).name()).endsWith("-gram");
    }

    @Test
    void the_real_text_passes_the_checksum_of_the_download(@TempDir Path folder) throws Exception {
        Files.copy(realText(), folder.resolve("tinyshakespeare.txt"));

        Dataset data = new ShakespeareTask(folder).load(CharacterConfig.defaults(), new SeedStreams(1));

        assertThat(data.vocabulary().size()).isEqualTo(65);
    }

    private static Path realText() {
        String path = System.getProperty(PROPERTY);
        assumeTrue(path != null, "Skipped: -D" + PROPERTY + "=FILE names no copy of Tiny Shakespeare");
        return Path.of(path);
    }
}

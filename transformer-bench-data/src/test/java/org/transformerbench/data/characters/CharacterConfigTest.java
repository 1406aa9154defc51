package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class CharacterConfigTest {
    private final Configs configs = new Configs();

    @Test
    void defaults_have_no_file_and_windows_of_128() {
        assertThat(CharacterConfig.defaults())
                .isEqualTo(new CharacterConfig(Optional.empty(), 128, 0.9, 0.5, true, 16, 256));
    }

    @Test
    void the_builder_sets_every_value() {
        CharacterConfig config = CharacterConfig.builder()
                .corpus(Path.of("some", "text.txt"))
                .contextLength(7)
                .trainShare(0.25)
                .validationShare(0.125)
                .fixedCover(false)
                .lastStride(3)
                .evaluationWindows(9)
                .build();

        assertThat(config)
                .isEqualTo(new CharacterConfig(
                        Optional.of(Path.of("some", "text.txt").toString()), 7, 0.25, 0.125, false, 3, 9));
    }

    @Test
    void reads_single_values_and_its_own_json() {
        CharacterConfig named =
                configs.with(CharacterConfig.defaults(), Map.of("corpus", "a.txt", "trainShare", "0.5"));

        assertThat(named.corpus()).contains("a.txt");
        assertThat(configs.read(configs.write(named), CharacterConfig.class)).isEqualTo(named);
        assertThat(configs.with(named, Map.of("corpus", "none")).corpus()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "contextLength, 0, contextLength (0) must be at least 1",
        "trainShare, 0, trainShare (0.0) must be above 0.0 and below 1.0",
        "trainShare, 1, trainShare (1.0) must be above 0.0 and below 1.0",
        "trainShare, NaN, trainShare (NaN) must be above 0.0 and below 1.0",
        "validationShare, 1, validationShare (1.0) must be at least 0.0 and below 1.0",
        "validationShare, -0.1, validationShare (-0.1) must be at least 0.0 and below 1.0",
        "lastStride, 0, lastStride (0) must be at least 1",
        "evaluationWindows, 0, evaluationWindows (0) must be at least 1"
    })
    void rejects_values_out_of_range(String key, String value, String message) {
        assertThatThrownBy(() -> configs.with(CharacterConfig.defaults(), Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void rejects_a_blank_path() {
        assertThatThrownBy(() -> new CharacterConfig(Optional.of(" "), 128, 0.9, 0.5, true, 16, 256))
                .isInstanceOf(ConfigException.class)
                .hasMessage("corpus ( ) must not be blank; leave it out for none");
    }

    @Test
    void rejects_what_can_be_no_path() {
        assertThatThrownBy(() -> new CharacterConfig(Optional.of("a\0b"), 128, 0.9, 0.5, true, 16, 256))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("corpus (a\0b) must be a path");
    }

    @ParameterizedTest
    @CsvSource({"0.9, 1115394, 1003854", "0.57, 100, 57", "0.29, 100, 29", "0.5, 3, 1", "0.001, 999, 0"})
    void the_training_part_is_the_decimal_share_rounded_down(double share, int characters, int expected) {
        CharacterConfig config = CharacterConfig.builder().trainShare(share).build();

        assertThat(config.trainLength(characters)).isEqualTo(expected);
    }
}

package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class ConfigTest {
    private final Configs configs = new Configs();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "maxLength; 0; maxLength (0) must be between 1 and 65536",
                "validationShare; 1; validationShare (1.0) must",
                "testShare; 0; testShare (0.0) must",
                "testShare; 0.95; validationShare + testShare (1.05) must be below 1: the rest is for training",
                "input; ' '; input ( ) must name a column",
                "output; 1; output (1) must be another column than input",
                "data; words.xls; data (words.xls) has none of the endings",
                "testData; a.csv; data (none) must be given where validationData or testData is",
                "tooLong; shorten; tooLong (shorten) must be one of DROP, TRUNCATE",
                "inputUnit; letter; inputUnit (letter) must be one of CHARACTER, WORD",
                "inputs; a; Unknown key 'inputs' of PairsConfig; did you mean 'input'?",
            })
    void a_wrong_value_is_named_with_its_rule(String key, String value, String message) {
        assertThatThrownBy(() -> configs.with(PairsConfig.defaults(), Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void values_can_be_set_as_text() {
        PairsConfig config = configs.with(
                PairsConfig.defaults(),
                Map.of("data", "a.tsv", "format", "csv", "output", "b", "outputUnit", "word", "tooLong", "truncate"));

        assertThat(config)
                .isEqualTo(PairsConfig.builder()
                        .data(Path.of("a.tsv"))
                        .format(TableFormat.CSV)
                        .output("b")
                        .outputUnit(Unit.WORD)
                        .tooLong(TooLong.TRUNCATE)
                        .build());
        assertThat(configs.read(configs.write(config), PairsConfig.class)).isEqualTo(config);
    }

    @Test
    void a_protocol_without_validation_lets_go_of_it() {
        assertThat(new LabelsTask()
                        .defaultConfig(Protocol.notebook2023())
                        .table()
                        .validationShare())
                .isZero();
        assertThat(new LinesTask().defaultConfig(Protocol.strict())).isEqualTo(LinesConfig.defaults());
        assertThat(Tasks.pairs(Path.of("a.csv"))
                        .defaultConfig(Protocol.notebook2023())
                        .table()
                        .data())
                .isEqualTo(Optional.of("a.csv"));
    }
}

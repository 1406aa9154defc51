package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records whose values are those of the configuration that holds them. */
class FlattenedTest {
    enum Shape {
        ROUND,
        FLAT
    }

    record Edge(int width, List<Integer> sides) {}

    record Common(
            @Location Optional<String> file, @Flattened Edge edge, Shape shape) {}

    record Config(String name, @Flattened Common common, double rate) {
        Config {
            Require.positive("rate", rate);
        }
    }

    record Checked(@Flattened Positive positive) {
        record Positive(int size) {
            Positive {
                Require.atLeast("size", size, 1);
            }
        }
    }

    private static final Config CONFIG =
            new Config("x", new Common(Optional.of("a.txt"), new Edge(7, List.of(3, 4)), Shape.ROUND), 0.5);

    private final Configs configs = new Configs();

    @Test
    void their_keys_stand_in_their_place() {
        assertThat(Configs.keys(Config.class)).containsExactly("name", "file", "width", "sides", "shape", "rate");
        assertThat(Configs.locations(Config.class)).containsExactly("file");
    }

    @Test
    void they_are_written_as_one_object_and_read_back() {
        ObjectNode tree = configs.write(CONFIG);

        assertThat(tree)
                .hasToString("{\"name\":\"x\",\"file\":\"a.txt\",\"width\":7,\"sides\":[3,4],\"shape\":\"ROUND\","
                        + "\"rate\":0.5}");
        assertThat(configs.read(tree, Config.class)).isEqualTo(CONFIG);
        tree.remove("file");
        assertThat(configs.read(tree, Config.class).common().file()).isEmpty();
        assertThat(tree).hasSize(5);
    }

    @Test
    void their_values_are_set_like_others() {
        Map<String, String> values = Map.of("file", "none", "width", "9", "sides", "1,2", "shape", "flat", "name", "y");

        assertThat(configs.with(CONFIG, values))
                .isEqualTo(new Config(
                        "y", new Common(Optional.empty(), new Edge(9, List.of(1, 2)), Shape.FLAT), CONFIG.rate()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            width  | wide    | width (wide) must be a whole number
            sides  | 3,x     | sides[1] (x) must be a whole number
            shape  | square  | shape (square) must be one of ROUND, FLAT
            rate   | 0       | rate (0.0) must be a finite number above 0
            widht  | 3       | Unknown key 'widht' of Config; did you mean 'width'? Known: name, file, width, sides, shape, rate
            common | {}      | Unknown key 'common' of Config. Known: name, file, width, sides, shape, rate
            """)
    void a_wrong_value_is_named_without_the_record_that_holds_it(String key, String value, String message) {
        assertThatThrownBy(() -> configs.with(CONFIG, Map.of(key, value)))
                .isExactlyInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void a_rule_of_theirs_is_a_rule_of_the_whole() {
        Checked one = new Checked(new Checked.Positive(1));
        assertThatThrownBy(() -> configs.with(one, Map.of("size", "0")))
                .isExactlyInstanceOf(ConfigException.class)
                .hasMessage("size (0) must be at least 1");
    }

    @Test
    void what_is_missing_or_misspelled_or_unknown_in_a_tree_is_named() {
        ObjectNode tree = configs.write(CONFIG);
        tree.remove("width");
        assertThatThrownBy(() -> configs.read(tree, Config.class)).hasMessage("width of Config is missing");
        tree.put("widht", 3);
        assertThatThrownBy(() -> configs.read(tree, Config.class))
                .hasMessageStartingWith("Unknown key 'widht' of Config; did you mean 'width'?");

        ObjectNode other = configs.write(CONFIG);
        other.putObject("edge");
        assertThatThrownBy(() -> configs.read(other, Config.class))
                .hasMessageStartingWith("Unknown key 'edge' of Config");
        other.remove("edge");
        other.putObject("common");
        assertThatThrownBy(() -> configs.read(other, Config.class))
                .hasMessageStartingWith("Unknown key 'common' of Config");
    }
}

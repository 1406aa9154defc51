package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaterKeysTest {
    record Inner(int old, @AddedLater("9") int added) {}

    record Outer(
            Inner inner,
            Optional<Inner> perhaps,
            @AddedLater("plain") String style) {}

    private static final Outer EARLIER = new Outer(new Inner(1, 9), Optional.of(new Inner(2, 9)), "plain");
    private static final String WRITTEN_EARLIER = "{\"inner\":{\"old\":1},\"perhaps\":{\"old\":2}}";

    private static ObjectNode tree(String json) throws Exception {
        return (ObjectNode) Json.tree(json);
    }

    @Test
    void what_an_earlier_version_wrote_has_the_values_of_its_time() throws Exception {
        assertThat(new Configs().read(tree(WRITTEN_EARLIER), Outer.class)).isEqualTo(EARLIER);
    }

    @Test
    void values_of_that_time_are_left_out_of_an_identity() {
        ObjectNode written = new Configs().write(EARLIER);
        assertThat(written.toString()).contains("\"added\":9", "\"style\":\"plain\"");

        LaterKeys.reduce(written, Outer.class);
        assertThat(written).hasToString(WRITTEN_EARLIER);
    }

    @Test
    void other_values_stay() {
        Outer other = new Outer(new Inner(1, 8), Optional.of(new Inner(2, 9)), "fancy");
        ObjectNode written = new Configs().write(other);
        LaterKeys.reduce(written, Outer.class);

        assertThat(written)
                .hasToString("{\"inner\":{\"old\":1,\"added\":8},\"perhaps\":{\"old\":2},\"style\":\"fancy\"}");
        assertThat(new Configs().read(written, Outer.class)).isEqualTo(other);
    }

    @Test
    void other_keys_are_required_as_ever() {
        assertThatThrownBy(() -> new Configs().read(tree("{\"inner\":{\"added\":3}}"), Outer.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("old");
    }
}

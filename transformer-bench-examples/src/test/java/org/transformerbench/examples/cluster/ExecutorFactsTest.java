package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;

class ExecutorFactsTest {
    private static final ExecutorFacts FACTS =
            new ExecutorFacts("node7", 17, List.of("mlp"), List.of("addition"), List.of("compiled"), List.of());
    private final RunSpec spec = Pending.spec("addition", "mlp", 10);

    @Test
    void an_executor_with_the_same_java_and_all_plug_ins_can_make_a_run() {
        assertThat(FACTS.obstacleTo(spec, 17)).isEmpty();
    }

    @Test
    void another_java_is_an_obstacle() {
        assertThat(FACTS.obstacleTo(spec, 21))
                .hasValueSatisfying(obstacle -> assertThat(obstacle)
                        .startsWith("--cluster: an executor on node7 has Java 17, and the driver Java 21: results could"
                                + " differ; start all with the same"));
        assertThatThrownBy(() -> ExecutorFacts.requireJava(Runtime.version().feature() + 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "This executor has Java " + Runtime.version().feature());
    }

    @Test
    void what_is_not_installed_is_an_obstacle() {
        assertThat(FACTS.obstacleTo(Pending.spec("addition", "bigram", 10), 17))
                .hasValue(
                        "--cluster: an executor on node7 has no model 'bigram', which the driver has; name its jar with"
                                + " --plugins, which ships it");
        assertThat(FACTS.obstacleTo(Pending.spec("sort", "mlp", 10), 17))
                .get()
                .asString()
                .contains("no task 'sort'");
        assertThat(new ExecutorFacts("node7", 17, List.of("mlp"), List.of("addition"), List.of(), List.of())
                        .obstacleTo(spec, 17))
                .get()
                .asString()
                .contains("no trainer 'compiled'");
    }

    @Test
    void a_plug_in_that_cannot_be_loaded_there_is_named_with_the_reason() {
        ExecutorFacts facts = new ExecutorFacts(
                "node7",
                17,
                List.of("mlp"),
                List.of("addition"),
                List.of("compiled"),
                List.of("example.BigramModel: NoClassDefFoundError: example/Table"));

        assertThat(facts.obstacleTo(Pending.spec("addition", "bigram", 10), 17))
                .get()
                .asString()
                .endsWith("which ships it. It cannot load example.BigramModel: NoClassDefFoundError: example/Table");
        assertThat(facts.obstacleTo(spec, 17)).isEmpty();
    }

    @Test
    void this_process_has_its_own_java_and_plug_ins() {
        ExecutorFacts here = ExecutorFacts.of("here", Registry.discover());

        assertThat(here.javaVersion()).isEqualTo(Runtime.version().feature());
        assertThat(here.models()).contains("mlp");
        assertThat(here.tasks()).contains("addition");
        assertThat(here.trainers()).contains("compiled");
        assertThat(here.failures()).isEmpty();
    }
}

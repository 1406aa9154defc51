package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Whoever knows one command knows the options of the others. */
class OptionNamesTest {
    private final List<OptionSpec> options = new ArrayList<>();

    OptionNamesTest() {
        Terminal.withFakes().commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .forEach(command -> options.addAll(command.options()));
    }

    /** The fields hold what was typed: one concept, one word. */
    @Test
    void what_has_one_name_in_the_code_has_one_name_for_the_user() {
        Map<String, TreeSet<String>> names = new TreeMap<>();
        for (OptionSpec option : options) {
            if (option.userObject() instanceof java.lang.reflect.Field field) {
                names.computeIfAbsent(field.getName(), missing -> new TreeSet<>())
                        .add(option.longestName());
            }
        }
        // The study to make, and the model to put to work.
        assertThat(names.remove("file")).containsExactly("--file", "--model-file");
        assertThat(names)
                .containsKeys("batchSize", "steps", "trainer")
                .allSatisfy((field, typed) -> assertThat(typed).as("%s", field).hasSize(1));
    }

    @Test
    void no_name_is_the_beginning_of_another_for_the_same_kind_of_value() {
        Map<String, String> labels = new TreeMap<>();
        options.forEach(option -> labels.put(option.longestName(), option.paramLabel()));
        List<String> twins = new ArrayList<>();
        labels.forEach((name, label) -> labels.keySet().stream()
                .filter(other ->
                        other.startsWith(name + "-") && labels.get(other).equals(label))
                .forEach(other -> twins.add(name + " and " + other)));
        assertThat(labels).containsKey("--batch-size");
        assertThat(twins).isEmpty();
    }
}

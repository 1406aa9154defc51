package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Durations;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.NanoGpt;

class ConfigFuzzTest {
    private static final Pattern NO_DURATION = Pattern.compile("(?s)'.*' is no duration; write 40s.*");

    private final Configs configs = new Configs();
    private final List<Record> defaults = List.of(
            TrainingConfig.defaults(),
            Protocol.strict(),
            new AdditionTask().defaultConfig(),
            new NanoGpt().defaultConfig(new SequenceShape(16, 12, 1)));

    @Provide
    Arbitrary<Record> records() {
        return Arbitraries.of(defaults);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Edit.some(
                "\"",
                "PT40S",
                "none",
                "cosine",
                "true",
                "\"preset\":",
                "\"maxTime\":\"PT1S\",",
                "\"digits\":",
                "\"heads\":0,",
                ".");
    }

    /** Values as they are typed behind {@code --set}. */
    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> seeds = Arbitraries.of("0.5", "12", "true", "none", "cosine", "1m 30s", "PT40S", "EVERY", "");
        return Combinators.combine(seeds, edits()).as((seed, edits) -> Edit.apply(edits, seed));
    }

    @Fuzz
    void a_spoiled_value(@ForAll("records") Record record, @ForAll int key, @ForAll("values") String value) {
        List<String> keys = Configs.keys(record.getClass());
        String name = keys.get(Math.floorMod(key, keys.size()));
        Verdict.of(() -> configs.with(record, Map.of(name, value)), ConfigException.class, names(keys))
                .ifPresent(changed -> assertThat(changed).hasSameClassAs(record));
    }

    @Fuzz
    void a_spoiled_key(@ForAll("records") Record record, @ForAll int key, @ForAll("edits") List<Edit> edits) {
        List<String> keys = Configs.keys(record.getClass());
        String name = Edit.apply(edits, keys.get(Math.floorMod(key, keys.size())));
        Verdict.of(() -> configs.with(record, Map.of(name, "1")), ConfigException.class, names(keys));
    }

    @Fuzz
    void a_spoiled_configuration(@ForAll("records") Record record, @ForAll("edits") List<Edit> edits) {
        ObjectNode tree;
        try {
            String text = Edit.apply(edits, configs.write(record).toString());
            if (!(Json.tree(text) instanceof ObjectNode object)) {
                return;
            }
            tree = object;
        } catch (JsonProcessingException e) {
            // What is no JSON at all is for the readers of files.
            assertThat(Json.explain(e)).matches("(?s)line [0-9]+, column [0-9]+: .+");
            return;
        }
        List<String> keys = Configs.keys(record.getClass());
        Verdict.of(() -> configs.read(tree, record.getClass()), ConfigException.class, names(keys))
                .ifPresent(read -> assertThat(read).hasSameClassAs(record));
    }

    @Fuzz
    void a_spoiled_duration(@ForAll("values") String text) {
        Verdict.of(() -> Durations.parse(text), ConfigException.class, NO_DURATION)
                .ifPresent(read -> assertThat(Duration.parse(read.toString())).isEqualTo(read));
    }

    /** One of the keys, or the one that is unknown, in the message. */
    private static Pattern names(List<String> keys) {
        return Pattern.compile("(?s)(Unknown key '.*|.*\\b(" + String.join("|", keys) + ")\\b.*)");
    }
}

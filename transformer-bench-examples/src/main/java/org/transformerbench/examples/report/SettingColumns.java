package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.RunResult;

/**
 * The settings of runs as columns, prefixed with their owner: {@code task.digits}, {@code model.layers}, {@code
 * training.batchSize}, {@code protocol.evaluationDropout}. Model, task, learning rate and seed are none.
 */
final class SettingColumns {
    private static final String NONE = "";
    private static final Configs CONFIGS = new Configs();

    /** An owner of settings; only runs with the same owner must have the same settings: those of one model, or of one task. */
    private enum Owner {
        PROTOCOL(run -> NONE, run -> CONFIGS.write(run.spec().protocol())),
        TASK(run -> run.spec().task(), SettingColumns::taskSettings),
        MODEL(run -> run.spec().model(), run -> run.spec().modelConfig()),
        TRAINING(run -> NONE, run -> CONFIGS.write(run.spec().trainingConfig()));

        private final Function<RunResult, String> id;
        private final Function<RunResult, ObjectNode> config;

        Owner(Function<RunResult, String> id, Function<RunResult, ObjectNode> config) {
            this.id = id;
            this.config = config;
        }

        String prefix() {
            return name().toLowerCase(Locale.ROOT) + ".";
        }
    }

    /** Settings without a column, because the protocol's preset and the learning rate have columns of their own. */
    private static final Set<String> LEFT_OUT = Set.of("protocol.preset", "training.learningRate");

    private final Map<RunResult, Map<String, String>> values = new IdentityHashMap<>();
    private final Set<String> all = new LinkedHashSet<>();
    private final Set<String> differing = new HashSet<>();

    SettingColumns(List<RunResult> runs) {
        for (RunResult run : runs) {
            Map<String, String> found = new LinkedHashMap<>();
            for (Owner owner : Owner.values()) {
                add(owner.prefix(), owner.config.apply(run), found);
            }
            found.keySet().removeAll(LEFT_OUT);
            values.put(run, found);
            all.addAll(found.keySet());
        }
        for (Owner owner : Owner.values()) {
            runs.stream()
                    .collect(Collectors.groupingBy(owner.id))
                    .values()
                    .forEach(alike -> addDiffering(owner.prefix(), alike));
        }
    }

    private static ObjectNode taskSettings(RunResult run) {
        ObjectNode settings = run.spec().completeTaskConfig();
        run.spec().dataChecksum().ifPresent(checksum -> settings.put("dataChecksum", checksum));
        return settings;
    }

    private static void add(String prefix, ObjectNode config, Map<String, String> values) {
        for (Map.Entry<String, JsonNode> entry : config.properties()) {
            String name = prefix + entry.getKey();
            if (entry.getValue() instanceof ObjectNode nested) {
                add(name + ".", nested, values);
            } else {
                values.put(name, Configs.text(entry.getValue()));
            }
        }
    }

    private void addDiffering(String prefix, List<RunResult> alike) {
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        int withSettings = 0;
        for (RunResult run : alike) {
            Map<String, String> own = values.get(run).entrySet().stream()
                    .filter(value -> value.getKey().startsWith(prefix))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            // A model that threw when it was asked for its settings has none, which says nothing about them.
            withSettings += own.isEmpty() ? 0 : 1;
            own.forEach((name, value) ->
                    counts.computeIfAbsent(name, any -> new HashMap<>()).merge(value, 1, Integer::sum));
        }
        int most = withSettings;
        counts.forEach((name, found) -> {
            // An optional setting that is not there differs from one that is.
            if (found.size() > 1 || found.values().iterator().next() < most) {
                differing.add(name);
            }
        });
    }

    /**
     * Returns all settings.
     *
     * @return the names of all settings
     */
    List<String> all() {
        return List.copyOf(all);
    }

    /**
     * Returns the settings that differ.
     *
     * @return the names of those in which two runs differ that have them from the same owner
     */
    List<String> differing() {
        return all.stream().filter(differing::contains).toList();
    }

    /**
     * Returns the value of a setting.
     *
     * @return null if the run has no such setting
     */
    String value(RunResult run, String name) {
        return values.get(run).get(name);
    }
}

package org.transformerbench.examples.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/**
 * The settings of the training in which shards of one folder differ, as where the budget of one of them was typed otherwise. Learning
 * rates are left out: shards share out those too.
 */
final class ShardSettings {
    private ShardSettings() {}

    /** The configurations with which each shard has trained the models of one group. */
    private static final class Trainings {
        private final Map<RunSpec, Map<ShardFolder, Set<TrainingConfig>>> ofModels = new LinkedHashMap<>();

        void add(ShardFolder shard, RunSpec spec) {
            RunSpec model = spec.withTrainingConfig(TrainingConfig.defaults())
                    .withSeed(0)
                    .withDataChecksum(Optional.empty())
                    .withoutDataLocation();
            TrainingConfig training = spec.trainingConfig()
                    .withLearningRate(TrainingConfig.defaults().learningRate());
            ofModels.computeIfAbsent(model, first -> new LinkedHashMap<>())
                    .computeIfAbsent(shard, first -> new LinkedHashSet<>())
                    .add(training);
        }

        /** Returns the first difference. Shards that have a configuration in common may be those of a study with several. */
        Optional<String> difference() {
            return ofModels.entrySet().stream()
                    .flatMap(model -> difference(model.getKey().model(), model.getValue()).stream())
                    .findFirst();
        }

        private static Optional<String> difference(String model, Map<ShardFolder, Set<TrainingConfig>> shards) {
            Map.Entry<ShardFolder, Set<TrainingConfig>> first =
                    shards.entrySet().iterator().next();
            return shards.entrySet().stream()
                    .filter(other -> Collections.disjoint(first.getValue(), other.getValue()))
                    .findFirst()
                    .map(other -> first.getKey().path() + " and "
                            + other.getKey().path() + " have trained " + model + " with other settings: "
                            + text(
                                    first.getValue().iterator().next(),
                                    other.getValue().iterator().next())
                            + ". Runs of one shard are missing if its options were mistyped.");
        }

        private static String text(TrainingConfig first, TrainingConfig second) {
            Configs configs = new Configs();
            ObjectNode one = configs.write(first);
            ObjectNode other = configs.write(second);
            Set<String> names = new LinkedHashSet<>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            List<String> differences = new ArrayList<>();
            for (String name : names) {
                if (!one.path(name).equals(other.path(name))) {
                    differences.add(name + " is " + value(one.path(name)) + " and " + value(other.path(name)));
                }
            }
            return String.join(", ", differences);
        }

        private static String value(JsonNode value) {
            return value.isMissingNode() || value.isNull()
                    ? Configs.NONE
                    : value.isValueNode() ? value.asText() : value.toString();
        }
    }

    /** Returns a line for each set of shards in which two have trained a model with other settings. */
    static List<String> remarks(List<Source> sources) {
        Map<PlanOrder.Group, Trainings> groups = new LinkedHashMap<>();
        for (Source source : sources) {
            PlanOrder.group(source).ifPresent(group -> {
                Trainings trainings = groups.computeIfAbsent(group, first -> new Trainings());
                source.results().forEach(result -> trainings.add(source.shard().orElseThrow(), result.spec()));
            });
        }
        return groups.values().stream()
                .flatMap(trainings -> trainings.difference().stream())
                .toList();
    }
}

package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.function.Function;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.RunGroup;

/** A scope as the sections of a report present it. */
final class ScopeView {
    private final Comparison comparison;
    private final ComparisonScope scope;
    private final List<RunGroup> best;
    private final Map<String, Integer> looks = new LinkedHashMap<>();

    ScopeView(Comparison comparison, ComparisonScope scope) {
        this.comparison = comparison;
        this.scope = scope;
        this.best = comparison.best(scope);
        best.forEach(group -> looks.putIfAbsent(name(group), looks.size()));
    }

    Comparison comparison() {
        return comparison;
    }

    ComparisonScope scope() {
        return scope;
    }

    List<RunGroup> groups() {
        return comparison.groups(scope);
    }

    /** Returns one group per model, that of the chosen learning rate. */
    List<RunGroup> best() {
        return best;
    }

    List<RunResult> runs() {
        return groups().stream().flatMap(group -> group.runs().stream()).toList();
    }

    Metric primaryMetric() {
        return comparison.primaryMetric(scope);
    }

    /** Returns the metric that chooses between the learning rates of a model. */
    Metric choosingMetric() {
        return comparison.choosingMetric(scope);
    }

    /**
     * Returns the name of a group: the model and, if it occurs more than once, what differs: trainer, configuration, training.
     */
    String name(RunGroup group) {
        return withTraining(comparison.name(group), group);
    }

    /** Returns the name of a group beside its trainer. */
    String modelName(RunGroup group) {
        return withTraining(comparison.modelName(group), group);
    }

    /** Returns whether not all groups have the same trainer. */
    boolean trainersDiffer() {
        return groups().stream().map(group -> group.key().trainer()).distinct().count() > 1;
    }

    private String withTraining(String begun, RunGroup group) {
        List<RunGroup> siblings = groups().stream()
                .filter(other -> other.key().model().equals(group.key().model()))
                .toList();
        StringJoiner name = new StringJoiner(", ");
        name.add(begun);
        siblings.stream()
                .flatMap(other -> other.key().training().properties().stream())
                .map(Map.Entry::getKey)
                .distinct()
                .filter(key -> siblings.stream()
                        .anyMatch(other -> !training(other, key).equals(training(group, key))))
                .forEach(key -> name.add(key + " " + training(group, key)));
        return name.toString();
    }

    private static String training(RunGroup group, String key) {
        return group.key().training().path(key).asText("none");
    }

    /** Returns the model with its learning rate. */
    String fullName(RunGroup group) {
        return name(group) + " at learning rate "
                + LearningRateText.of(group.key().learningRate());
    }

    int look(RunGroup group) {
        return looks.getOrDefault(name(group), 0);
    }

    /**
     * Returns one reference per name and kind of targets: each seed has its own data, and so its own slightly different
     * reference.
     */
    List<ReferenceLine> references() {
        Map<String, List<ReferenceLine>> alike = new LinkedHashMap<>();
        for (RunResult run : runs()) {
            for (ReferenceLine line : run.measurements().references()) {
                alike.computeIfAbsent(run.spec().targets() + " " + line.name(), key -> new ArrayList<>())
                        .add(line);
            }
        }
        return alike.values().stream().map(ScopeView::mean).distinct().toList();
    }

    private static ReferenceLine mean(List<ReferenceLine> lines) {
        List<ReferenceLine> different = lines.stream().distinct().toList();
        if (different.size() == 1) {
            return different.get(0);
        }
        return new ReferenceLine(
                different.get(0).name(),
                different.stream().mapToDouble(ReferenceLine::loss).average().orElseThrow(),
                mean(different, ReferenceLine::accuracy),
                mean(different, ReferenceLine::exactMatch));
    }

    /** Returns the mean of what all lines have. */
    private static OptionalDouble mean(List<ReferenceLine> lines, Function<ReferenceLine, OptionalDouble> part) {
        return lines.stream().map(part).allMatch(OptionalDouble::isPresent)
                ? lines.stream()
                        .map(part)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .average()
                : OptionalDouble.empty();
    }

    /** Returns whether the data is running text, whose loss is also given in bits per character. */
    boolean text() {
        return runs().stream().anyMatch(run -> run.spec().completeTaskConfig().has("corpus"))
                && runs().stream().noneMatch(run -> Metric.EXACT_MATCH.of(run).isPresent());
    }

    /** Returns the accuracy that runs should reach; empty if there is none. */
    OptionalDouble target() {
        return comparison.target(scope);
    }

    /** Returns the data of the curves: the data that chooses, if it was evaluated. */
    Data curveData() {
        for (Data data : Data.values()) {
            boolean there = runs().stream()
                    .flatMap(run -> run.curve().stream())
                    .anyMatch(point -> data.of(point).isPresent());
            if (there) {
                return data;
            }
        }
        return Data.TRAIN;
    }

    /** The parts of the data, the most telling ones first. */
    enum Data {
        VALIDATION("validation"),
        TEST("test"),
        TRAIN("training");

        private final String displayName;

        Data(String displayName) {
            this.displayName = displayName;
        }

        String displayName() {
            return displayName;
        }

        Optional<Metrics> of(CurvePoint point) {
            return switch (this) {
                case VALIDATION -> point.validation();
                case TEST -> point.test();
                case TRAIN -> Optional.of(point.train());
            };
        }
    }
}

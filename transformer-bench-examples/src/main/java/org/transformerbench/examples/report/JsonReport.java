package org.transformerbench.examples.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.result.BestEvaluation;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.statistics.Effort;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.ImprovementProbability;
import org.transformerbench.api.statistics.InterquartileMean;
import org.transformerbench.api.statistics.Interval;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.PairTest;
import org.transformerbench.api.statistics.PairedDifference;
import org.transformerbench.api.statistics.RateStability;
import org.transformerbench.api.statistics.Recommendation;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.api.statistics.SuccessRate;
import org.transformerbench.api.statistics.TimeToTarget;

/**
 * The content of a report for programs, as JSON. Numbers that are not finite are null.
 *
 * @param title the heading of the report
 * @param scopes in the order of the report
 * @param tunings that chose the values of runs, in the order of their beginnings
 */
record JsonReport(String title, List<SceneReport> scopes, List<TuningReport> tunings) {

    record SceneReport(
            ComparisonScope scope,
            List<ObjectNode> dataLocations,
            String primaryMetric,
            String answer,
            List<Group> groups,
            List<Difference> differences,
            List<String> verdicts,
            List<Cost> costs,
            Optional<Recommendation> recommendation,
            String sentence) {}

    /** Quality and cost of a model; efficient if it is on the Pareto front. */
    record Cost(
            String name,
            double quality,
            double trainingSeconds,
            OptionalDouble answerMicros,
            long parameters,
            boolean efficient) {}

    record Group(
            String name,
            RunGroup.Key key,
            boolean chosen,
            List<Run> runs,
            Map<String, Estimate> estimates,
            Optional<Interval> exactMatchInterval,
            Optional<Interval> accuracyInterval,
            Optional<TimeToTarget> timeToTarget,
            List<String> unbeaten,
            Optional<SuccessRate> successRate,
            Map<String, InterquartileMean> interquartileMeans,
            boolean bimodal,
            Effort effort,
            Optional<RateStability> rateStability) {}

    /**
     * The record of one run.
     *
     * @param measuredSteps how many steps its time per example comes from, if that is known
     * @param judged the checkpoint that was chosen on validation data, if one was
     * @param warmUp before the clock of the training started, if there was one
     * @param bestEvaluation whether or not it is better than the last one
     */
    record Run(
            String runId,
            long seed,
            String outcome,
            String reason,
            long parameters,
            OptionalLong measuredSteps,
            Optional<JudgedCheckpoint> judged,
            Optional<Duration> warmUp,
            Optional<BestEvaluation> bestEvaluation) {}

    record Difference(
            String first,
            String second,
            String metric,
            Estimate difference,
            Optional<String> better,
            boolean comparable,
            PairTest test,
            OptionalLong seedsToSettle,
            ImprovementProbability firstBetterProbability) {}

    static JsonReport of(Comparison comparison) {
        return new JsonReport(
                Documents.title(comparison),
                comparison.scopes().stream()
                        .map(scope -> scope(new ScopeView(comparison, scope)))
                        .toList(),
                TuningNames.of(comparison).stream()
                        .map(named -> TuningReport.of(named, comparison))
                        .toList());
    }

    private static SceneReport scope(ScopeView view) {
        return new SceneReport(
                view.scope(),
                view.runs().stream()
                        .flatMap(run -> run.spec().dataLocation().stream())
                        .distinct()
                        .toList(),
                view.primaryMetric().displayName(),
                new AnswerPart(view).answer(),
                view.groups().stream().map(group -> group(view, group)).toList(),
                view.comparison().differences(view.scope(), view.primaryMetric()).stream()
                        .map(pair -> difference(view, pair))
                        .toList(),
                view.comparison().verdicts(view.scope()),
                view.comparison().costs(view.scope()).stream()
                        .map(cost -> new Cost(
                                view.name(cost.group()),
                                cost.quality(),
                                cost.trainingSeconds(),
                                cost.answerMicros(),
                                cost.parameters(),
                                cost.efficient()))
                        .toList(),
                view.comparison().recommendation(view.scope()),
                view.comparison()
                        .recommendation(view.scope())
                        .map(Recommendation::text)
                        .orElse(""));
    }

    private static Group group(ScopeView view, RunGroup group) {
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        Map<String, InterquartileMean> interquartileMeans = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            group.estimate(metric).ifPresent(estimate -> estimates.put(metric.displayName(), estimate));
            group.interquartileMean(metric).ifPresent(mean -> interquartileMeans.put(metric.displayName(), mean));
        }
        return new Group(
                view.name(group),
                group.key(),
                view.best().contains(group),
                group.runs().stream().map(JsonReport::run).toList(),
                estimates,
                group.exactMatchInterval(),
                group.accuracyInterval(),
                view.target().isPresent()
                        ? Optional.of(group.timeTo(view.target().getAsDouble()))
                        : Optional.empty(),
                group.unbeatenReferences().stream().map(line -> line.name()).toList(),
                view.comparison().successRate(group),
                interquartileMeans,
                group.isBimodal(view.primaryMetric()),
                view.comparison().effort(group),
                view.comparison().rateStability(group));
    }

    private static Run run(RunResult result) {
        return new Run(
                result.runId(),
                result.spec().seed(),
                result.outcome().kind().displayName(),
                result.outcome().reason(),
                result.measurements().parameters(),
                result.measurements().training().measuredSteps(),
                result.measurements().judged(),
                result.measurements().warmUp(),
                result.bestEvaluation());
    }

    private static Difference difference(ScopeView view, PairedDifference pair) {
        return new Difference(
                view.name(pair.first()),
                view.name(pair.second()),
                pair.metric().displayName(),
                pair.difference(),
                pair.better().map(view::name),
                pair.comparable(),
                pair.test(),
                pair.seedsToSettle(),
                ImprovementProbability.of(
                        pair.first().values(pair.metric()),
                        pair.second().values(pair.metric()),
                        pair.metric().higherIsBetter()));
    }

    String text() {
        SimpleModule finite = new SimpleModule()
                .addSerializer(Double.class, new FiniteOrNull())
                .addSerializer(double.class, new FiniteOrNull());
        ObjectMapper mapper = Json.mapper().registerModule(finite).enable(SerializationFeature.INDENT_OUTPUT);
        try {
            return mapper.writeValueAsString(this).replace("\r\n", "\n") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A serializer that writes null for numbers that are not finite: JSON cannot express them, and a string among numbers stops
     * most readers.
     */
    private static final class FiniteOrNull extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        FiniteOrNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                generator.writeNumber(value);
            } else {
                generator.writeNull();
            }
        }
    }
}

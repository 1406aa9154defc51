package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;

/** The table, and below it all that one has to know to read or repeat it. */
final class MarkdownReport {
    private MarkdownReport() {}

    /**
     * @param results at least one, all of one experiment
     */
    static String of(List<RunResult> results) {
        RunResult first = results.get(0);
        StringBuilder text = new StringBuilder();
        text.append("# ").append(first.task()).append("\n\n");
        text.append(ResultTable.of(results).markdown()).append('\n');
        String evaluation = first.protocol().evaluationTimed() ? "evaluation included" : "evaluation not counted";
        text.append("Losses are mean cross-entropies in nats. \"Exact match\" is the share of whole answers without a"
                + " wrong token. Time is training time, " + evaluation
                + ". Numbers of one seed on one machine show a direction; repeat them before you rely on a"
                + " difference.\n");
        List<String> troubles = ResultTable.troubles(results);
        if (!troubles.isEmpty()) {
            text.append("\n## Runs without a result\n\n");
            troubles.forEach(trouble -> item(text, trouble.replaceAll("\\R", " ")));
        }
        settings(text, results);
        provenance(text, results);
        return text.toString();
    }

    private static void settings(StringBuilder text, List<RunResult> results) {
        RunResult first = results.get(0);
        text.append("\n## Settings\n\n");
        distinct(results, result -> "protocol " + ProtocolText.full(result.protocol()))
                .forEach(line -> item(text, line));
        item(text, "task " + code(first.task()) + ": " + values(first.taskConfig()));
        distinct(results, result -> "model " + code(result.model()) + ": " + values(result.modelConfig()))
                .forEach(line -> item(text, line));
        ObjectNode training = first.trainingConfig().deepCopy();
        training.remove("learningRate");
        item(text, "training with " + code(first.trainer()) + ": " + values(training));
        item(text, "learning rates " + joined(results, result -> Numbers.learningRate(result.learningRate())));
        item(text, "seeds " + joined(results, result -> Long.toString(result.seed())));
    }

    private static void provenance(StringBuilder text, List<RunResult> results) {
        Provenance first = results.get(0).provenance();
        text.append("\n## Made with\n\n");
        item(text, "transformer-bench " + first.version() + ", from " + first.started());
        // A run that failed before its session was open knows no backend.
        distinct(
                        results,
                        result -> result.provenance().backend() + ", threads: "
                                + result.provenance().threads())
                .forEach(line -> item(text, "backend " + line));
        item(text, "Java " + first.java() + ", " + first.javaVm());
        item(text, first.operatingSystem() + ", " + first.processor() + ", processors: " + first.processors());
    }

    private static Set<String> distinct(List<RunResult> results, Function<RunResult, String> line) {
        return results.stream().map(line).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String joined(List<RunResult> results, Function<RunResult, String> value) {
        return String.join(", ", distinct(results, value));
    }

    private static String values(ObjectNode config) {
        return config.properties().stream()
                .map(entry -> entry.getKey() + " "
                        + entry.getValue().asText(entry.getValue().toString()))
                .collect(Collectors.joining(", "));
    }

    private static String code(String id) {
        return "`" + id + "`";
    }

    private static void item(StringBuilder text, String line) {
        text.append("- ").append(line).append('\n');
    }
}

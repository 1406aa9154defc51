package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.LastEvaluation;
import org.transformerbench.api.result.Measurements;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/** Results as a study would produce them. */
public final class Results {
    private static final Provenance PROVENANCE = new Provenance(
            "0.1.0",
            "17.0.1 (Vendor)",
            "Some VM 17",
            "Linux 6.1 amd64",
            "A processor",
            2,
            "a backend",
            2,
            1,
            Instant.parse("2026-11-23T10:15:30Z"),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty());

    private Results() {}

    public static RunResult completed(String model) {
        return result(
                model,
                1e-3,
                1,
                Outcome.completed("40 s of training"),
                1500,
                Optional.of(Metrics.of(0.5, 0.8)),
                Optional.of(new Metrics(0.12344, 0.97656, OptionalDouble.of(0.91), 20_480, 4096, List.of())));
    }

    public static RunResult stopped(String model, long seed) {
        return result(
                model,
                1e-3,
                seed,
                Outcome.stopped("test accuracy above 0.995"),
                300,
                Optional.of(Metrics.of(0.05, 1)),
                Optional.of(new Metrics(0.06, 0.9951, OptionalDouble.of(0.98), 20_480, 4096, List.of())));
    }

    public static RunResult failed(String model) {
        return result(
                model,
                1e-2,
                2,
                new Outcome(Outcome.Kind.FAILED, "ModelException: no | such\nhead"),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** The same result on another task. */
    public static RunResult on(String task, RunResult result) {
        return changed(result, "spec", "task", JsonNodeFactory.instance.textNode(task));
    }

    /** The same result with another end. */
    public static RunResult withOutcome(Outcome outcome, RunResult result) {
        return new RunResult(result.spec(), outcome, result.curve(), result.measurements(), result.provenance());
    }

    /** The same result of a model with other heads. */
    public static RunResult withHeads(int heads, RunResult result) {
        return changed(result, "spec", "modelConfig", object().put("heads", heads));
    }

    /** The same result with another trainer. */
    public static RunResult withTrainer(String trainer, RunResult result) {
        return changed(result, "spec", "trainer", JsonNodeFactory.instance.textNode(trainer));
    }

    /** The same result of a run that took so few steps after its warm-up. */
    public static RunResult withMeasuredSteps(int steps, RunResult result) {
        return changed(result, "measurements/training", "measuredSteps", JsonNodeFactory.instance.numberNode(steps));
    }

    /** The same result of a run that took so many microseconds per example. */
    public static RunResult withMicros(double micros, RunResult result) {
        return changed(
                result, "measurements/training", "microsPerExample", JsonNodeFactory.instance.numberNode(micros));
    }

    /** The same result on data with other settings. */
    public static RunResult withTask(ObjectNode taskConfig, RunResult result) {
        return changed(result, "spec", "taskConfig", taskConfig);
    }

    /** The same result on a file with a content, which is told by one hexadecimal digit. */
    public static RunResult onFile(String path, String digit, RunResult result) {
        return changed(withChecksum(digit, result), "spec", "dataLocation", object().put("corpus", path));
    }

    /** The same result on data with a content. */
    public static RunResult withChecksum(String digit, RunResult result) {
        return changed(result, "spec", "dataChecksum", JsonNodeFactory.instance.textNode("sha256:" + digit.repeat(64)));
    }

    /** The same result, made for a study with a title. */
    public static RunResult withStudy(String title, RunResult result) {
        return result.withProvenance(result.provenance().withStudy(Optional.of(title)));
    }

    /** The result with another budget. */
    public static RunResult withMaxSeconds(int seconds, RunResult result) {
        return changed(result, "spec/trainingConfig", "maxTime", TextNode.valueOf("PT" + seconds + "S"));
    }

    private static RunResult changed(RunResult result, String part, String key, JsonNode value) {
        ObjectNode tree = new Configs().write(result);
        tree.withObject("/" + part).set(key, value);
        return new Configs().read(tree, RunResult.class);
    }

    private static RunResult result(
            String model,
            double learningRate,
            long seed,
            Outcome outcome,
            long steps,
            Optional<Metrics> train,
            Optional<Metrics> test) {
        RunSpec spec = new RunSpec(
                "addition",
                object().put("digits", 3).put("reversed", true),
                Optional.empty(),
                Optional.empty(),
                model,
                object().put("heads", 4),
                "samediff",
                TrainingConfig.builder()
                        .learningRate(learningRate)
                        .maxTime(Duration.ofSeconds(40))
                        .withoutStopAccuracy()
                        .build(),
                Protocol.strict(),
                Targets.LAST,
                seed,
                Optional.empty());
        Measurements measurements = new Measurements(
                steps == 0 ? 0 : 13_872,
                OptionalLong.empty(),
                new TrainingSpeed(
                        steps, OptionalLong.empty(), steps == 0 ? 0 : 40.04, 1, steps == 0 ? 0 : 13.034, 1000),
                new LastEvaluation(train, Optional.empty(), test),
                List.of(),
                Optional.empty(),
                List.of(),
                0);
        return new RunResult(spec, outcome, List.of(), measurements, PROVENANCE);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

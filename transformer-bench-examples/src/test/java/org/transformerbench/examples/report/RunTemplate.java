package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.LastEvaluation;
import org.transformerbench.api.result.Measurements;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Percentiles;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.Sample;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/** What runs on one task have in common; the rest of a result follows from what a test sets. */
record RunTemplate(Protocol protocol, String task, ObjectNode taskConfig, TrainingConfig training) {
    static RunTemplate of(RunResult run) {
        return new RunTemplate(
                run.spec().protocol(),
                run.spec().task(),
                run.spec().taskConfig(),
                run.spec().trainingConfig());
    }

    RunResult run(
            String model,
            double learningRate,
            long seed,
            Outcome outcome,
            List<CurvePoint> curve,
            Optional<Metrics> test,
            double micros,
            List<ReferenceLine> references,
            List<Sample> samples) {
        Optional<CurvePoint> last = curve.isEmpty() ? Optional.empty() : Optional.of(curve.get(curve.size() - 1));
        Provenance provenance = new Provenance(
                "0.1.0",
                "17.0.1 (Vendor)",
                "Some VM 17",
                "Linux 6.1 amd64",
                "A processor",
                2,
                "compiled, vector kernels",
                2,
                1,
                Instant.parse("2026-11-23T10:15:30Z").plusSeconds(60 * seed),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
        RunSpec spec = new RunSpec(
                task,
                taskConfig,
                Optional.empty(),
                Optional.empty(),
                model,
                JsonNodeFactory.instance.objectNode().put("width", 16),
                "compiled",
                training.withLearningRate(learningRate),
                protocol,
                Targets.LAST,
                seed,
                Optional.empty());
        Measurements measurements = new Measurements(
                curve.isEmpty() ? 0 : 13_872,
                OptionalLong.of(123_456),
                new TrainingSpeed(
                        last.map(CurvePoint::step).orElse(0L),
                        OptionalLong.empty(),
                        last.map(CurvePoint::trainingSeconds).orElse(0.0),
                        1,
                        micros,
                        1e6 / Math.max(1, micros)),
                new LastEvaluation(last.map(CurvePoint::train), last.flatMap(CurvePoint::validation), test),
                references,
                samples.isEmpty() ? Optional.empty() : Optional.of(inference(micros)),
                samples,
                0);
        return new RunResult(spec, outcome, curve, measurements, provenance);
    }

    private static InferenceSpeed inference(double micros) {
        return new InferenceSpeed(
                4,
                new Percentiles(50 + 10 * micros, 60 + 11 * micros, 90 + 14 * micros, 1000),
                micros > 5
                        ? Optional.of(new Percentiles(20 + 4 * micros, 22 + 4 * micros, 40 + 5 * micros, 1000))
                        : Optional.empty(),
                256,
                new Percentiles(100 * micros, 110 * micros, 150 * micros, 100),
                256 / (100 * micros) * 1e6);
    }
}

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
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Percentiles;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.Sample;

/** What runs on one task have in common; the rest of a result follows from what a test sets. */
record RunTemplate(Protocol protocol, String task, ObjectNode taskConfig, ObjectNode training) {
    static RunTemplate of(RunResult run) {
        return new RunTemplate(run.protocol(), run.task(), run.taskConfig(), run.trainingConfig());
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
        return new RunResult(
                String.join("-", task, protocol.preset(), model, Double.toString(learningRate), "s" + seed),
                Optional.empty(),
                protocol,
                task,
                taskConfig,
                model,
                JsonNodeFactory.instance.objectNode().put("width", 16),
                "compiled",
                training.deepCopy().put("learningRate", learningRate),
                Targets.LAST,
                learningRate,
                seed,
                outcome,
                curve.isEmpty() ? 0 : 13_872,
                last.map(CurvePoint::step).orElse(0L),
                last.map(CurvePoint::train),
                last.flatMap(CurvePoint::validation),
                test,
                curve,
                last.map(CurvePoint::trainingSeconds).orElse(0.0),
                1,
                micros,
                1e6 / Math.max(1, micros),
                OptionalLong.of(123_456),
                references,
                samples.isEmpty() ? Optional.empty() : Optional.of(inference(micros)),
                samples,
                0,
                new Provenance(
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
                        Optional.empty()));
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

package org.transformerbench.api.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/** Results with values that differ from any default. */
final class Results {
    private Results() {}

    record AnyConfig(int width, String text) {}

    static RunResult of(long seed, Outcome outcome) {
        Metrics train = Metrics.of(0.1, 0.75);
        Metrics test = new Metrics(1.0 / 3, 1, OptionalDouble.of(0.5), 20_480, 4096, List.of());
        CurvePoint point = new CurvePoint(50, 1.25, train, Optional.empty(), Optional.of(test));
        return with(seed, outcome, Optional.of(train), Optional.of(test), List.of(point, point));
    }

    /** Nothing was measured. */
    static RunResult empty(Outcome outcome) {
        return with(-3, outcome, Optional.empty(), Optional.empty(), List.of());
    }

    static RunResult withCurve(List<CurvePoint> curve) {
        return with(1, Outcome.completed("x"), Optional.empty(), Optional.empty(), curve);
    }

    private static RunResult with(
            long seed, Outcome outcome, Optional<Metrics> train, Optional<Metrics> test, List<CurvePoint> curve) {
        Configs configs = new Configs();
        RunSpec spec = new RunSpec(
                "addition",
                configs.write(new AnyConfig(3, "für \u2028 \"alle\"")),
                Optional.empty(),
                Optional.empty(),
                "nano-gpt",
                configs.write(new AnyConfig(16, "")),
                "samediff",
                TrainingConfig.defaults().forSteps(70),
                Protocol.notebook2023(),
                Targets.LAST,
                seed,
                Optional.empty());
        Measurements measurements = new Measurements(
                20_160,
                OptionalLong.of(765_432),
                new TrainingSpeed(70, OptionalLong.of(60), 1.5, 0.25, 13.5, 70_000.5),
                new LastEvaluation(train, Optional.empty(), test),
                List.of(new ReferenceLine("unigram", 2.5, OptionalDouble.of(0.125))),
                Optional.of(new InferenceSpeed(
                        4,
                        new Percentiles(1.5, 2, 3, 100),
                        Optional.of(new Percentiles(1, 2, 3, 99)),
                        64,
                        new Percentiles(10, 20, 30, 7),
                        6.4e6)),
                List.of(new Sample("1+1=", "3", Optional.of("2"))),
                2);
        Provenance provenance = Provenance.capture("fake \u00e9", 3, Instant.parse("2026-11-23T10:15:30.123456789Z"))
                .withFingerprints(new Fingerprints(
                        "0.1.0",
                        Optional.of("sha256:12"),
                        Optional.of(Fingerprints.BUILT_IN),
                        Optional.empty(),
                        Optional.of("sha256:34")));
        return new RunResult(spec, outcome, curve, measurements, provenance);
    }
}

package org.transformerbench.api.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.training.TrainingConfig;

/** Results with values that differ from any default. */
final class Results {
    private Results() {}

    record AnyConfig(int width, String text) {}

    static RunResult of(long seed, Outcome outcome) {
        Metrics train = new Metrics(0.1, 0.75, OptionalDouble.empty());
        Metrics test = new Metrics(1.0 / 3, 1, OptionalDouble.of(0.5));
        CurvePoint point = new CurvePoint(50, 1.25, train, Optional.empty(), Optional.of(test));
        return with(seed, outcome, Optional.of(train), Optional.of(test), List.of(point, point));
    }

    /** Nothing was measured. */
    static RunResult empty(Outcome outcome) {
        return with(-3, outcome, Optional.empty(), Optional.empty(), List.of());
    }

    private static RunResult with(
            long seed, Outcome outcome, Optional<Metrics> train, Optional<Metrics> test, List<CurvePoint> curve) {
        Configs configs = new Configs();
        return new RunResult(
                "addition",
                configs.write(new AnyConfig(3, "für \u2028 \"alle\"")),
                "nano-gpt",
                configs.write(new AnyConfig(16, "")),
                "samediff",
                configs.write(TrainingConfig.defaults().forSteps(70)),
                Targets.LAST,
                1e-2,
                seed,
                outcome,
                20_160,
                70,
                train,
                Optional.empty(),
                test,
                curve,
                1.5,
                0.25,
                13.5,
                70_000.5,
                2,
                Provenance.capture("fake \u00e9", 3, Instant.parse("2026-11-23T10:15:30.123456789Z")));
    }
}

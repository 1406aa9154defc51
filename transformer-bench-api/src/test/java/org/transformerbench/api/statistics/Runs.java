package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;

/** Builds results; all but what a test sets is the same. */
final class Runs {
    private static final Provenance PROVENANCE = Provenance.capture("fake", 1, Instant.EPOCH);

    private final String model;
    private int width = 16;
    private double learningRate = 1e-3;
    private long seed = 1;
    private Outcome outcome = Outcome.completed("70 steps");
    private Optional<Metrics> validation = Optional.empty();
    private Optional<Metrics> test = Optional.empty();
    private final List<CurvePoint> curve = new ArrayList<>();
    private List<ReferenceLine> references = List.of();

    private Runs(String model) {
        this.model = model;
    }

    static Runs of(String model) {
        return new Runs(model);
    }

    Runs width(int value) {
        width = value;
        return this;
    }

    Runs learningRate(double value) {
        learningRate = value;
        return this;
    }

    Runs seed(long value) {
        seed = value;
        return this;
    }

    Runs failed() {
        outcome = new Outcome(Outcome.Kind.FAILED, "no memory");
        return this;
    }

    Runs diverged() {
        outcome = Outcome.diverged("NaN");
        return this;
    }

    Runs validationLoss(double value) {
        validation = Optional.of(Metrics.of(value, 0.5));
        return this;
    }

    Runs testLoss(double value) {
        test = Optional.of(Metrics.of(value, 0.5));
        return this;
    }

    /** Of 100 answers with 4 tokens. */
    Runs exactMatch(double value) {
        test = Optional.of(new Metrics(1, 0.75, OptionalDouble.of(value), 400, 100, List.of()));
        return this;
    }

    Runs point(long step, double accuracy) {
        Metrics metrics = Metrics.of(1, accuracy);
        curve.add(new CurvePoint(step, step / 10.0, metrics, Optional.of(metrics), Optional.empty()));
        return this;
    }

    Runs reference(String name, double loss) {
        references = List.of(new ReferenceLine(name, loss, OptionalDouble.empty()));
        return this;
    }

    RunResult result() {
        return new RunResult(
                "id",
                Protocol.strict(),
                "addition",
                object().put("digits", 3),
                model,
                object().put("heads", 4).put("width", width),
                "compiled",
                object().put("batchSize", 64).put("learningRate", learningRate),
                Targets.LAST,
                learningRate,
                seed,
                outcome,
                1000,
                70,
                Optional.empty(),
                validation,
                test,
                curve,
                7,
                1,
                13,
                100,
                OptionalLong.empty(),
                references,
                Optional.empty(),
                List.of(),
                0,
                PROVENANCE);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

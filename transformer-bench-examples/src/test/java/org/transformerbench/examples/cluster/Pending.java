package org.transformerbench.examples.cluster;

import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.examples.report.Results;

/** A run that nobody makes. */
record Pending(RunSpec spec, OptionalLong flopsPerExample) implements PendingRun {
    static RunSpec spec(String task, String model, long maxSteps) {
        return spec(
                task,
                model,
                TrainingConfig.builder()
                        .withoutBudgets()
                        .batchSize(4)
                        .maxSteps(maxSteps)
                        .build());
    }

    static RunSpec spec(String task, String model, TrainingConfig training) {
        return new RunSpec(
                task,
                Json.mapper().createObjectNode(),
                Optional.empty(),
                Optional.empty(),
                model,
                Json.mapper().createObjectNode(),
                "compiled",
                training,
                Protocol.strict(),
                Targets.LAST,
                1,
                Optional.empty());
    }

    @Override
    public Optional<String> study() {
        return Optional.empty();
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public boolean measuresInference() {
        return false;
    }

    @Override
    public RunResult make() {
        throw new UnsupportedOperationException("Nobody makes it");
    }

    @Override
    public RunResult failed(Throwable cause) {
        return Results.withOutcome(Outcome.failed(cause), Results.stopped(spec.model(), spec.seed()));
    }
}

package org.transformerbench.examples.cli;

import java.util.List;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.TrainingListener;

/** A study over fakes, four steps a run, each evaluated, for tests of what listens to it. */
public final class WatchedStudy {
    private WatchedStudy() {}

    /** Runs it with each model. */
    public static List<RunResult> run(int parallelRuns, List<String> models, TrainingListener... listeners) {
        Experiment experiment = Experiment.on("addition")
                .models(models.toArray(String[]::new))
                .training(TrainingConfig.builder()
                        .batchSize(4)
                        .maxSteps(4)
                        .evaluationInterval(1)
                        .build())
                .build();
        return new ExperimentRunner(Terminal.fakes())
                .withParallelRuns(parallelRuns)
                .run(experiment, result -> {}, listeners);
    }

    /** Returns a listener that does something after each evaluation. */
    public static TrainingListener onEvaluation(Runnable action) {
        return new TrainingListener() {
            @Override
            public Signal onEvaluation(CurvePoint point) {
                action.run();
                return Signal.proceed();
            }
        };
    }
}

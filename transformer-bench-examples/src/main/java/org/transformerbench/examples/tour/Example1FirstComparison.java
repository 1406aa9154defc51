package org.transformerbench.examples.tour;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.Metric;

/** 1. Two models on 2-digit addition, with the same batches and the same number of steps. */
public final class Example1FirstComparison {
    private Example1FirstComparison() {}

    /**
     * Prints one line per model.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .models("mlp", "tl-transformer")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(256).forSteps(100))
                .build();
        for (RunResult run : new ExperimentRunner(Registry.discover()).run(experiment)) {
            out.printf(
                    Locale.ROOT,
                    "%s: %s after %d steps%n",
                    run.spec().model(),
                    accuracy(run),
                    run.measurements().training().steps());
        }
    }

    /** Returns the accuracy of a run as text. A run that failed has none, and says why. */
    static String accuracy(RunResult run) {
        OptionalDouble accuracy = Metric.TEST_ACCURACY.of(run);
        return accuracy.isPresent()
                ? String.format(Locale.ROOT, "test accuracy %.3f", accuracy.getAsDouble())
                : ending(run);
    }

    /** Describes how a run ended that has no result. */
    static String ending(RunResult run) {
        return run.outcome().kind().displayName() + " (" + run.outcome().reason() + ")";
    }
}

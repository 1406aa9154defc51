package org.transformerbench.examples.tour;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.Recommendation;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.api.statistics.TimeToTarget;

/** 8. What a results file says: the best learning rate of each model, means with their intervals, verdicts, and which to take. */
public final class Example8ReadingResults {
    private static final double TARGET = 0.5;

    private Example8ReadingResults() {}

    /**
     * Prints a table.
     *
     * @param arguments a {@code results.jsonl}; without one, some small runs are made
     * @throws IOException if it cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            read(Path.of(arguments[0]), System.out);
        } else {
            run(System.out);
        }
    }

    static void run(PrintStream out) throws IOException {
        Path file = Files.createTempFile("results", ".jsonl");
        try {
            write(file);
            read(file, out);
        } finally {
            Files.delete(file);
        }
    }

    /** Runs two models at two learning rates with three seeds, twelve runs in all. */
    private static void write(Path file) {
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .set("testProblems", "500")
                .set("validationProblems", "500")
                .models("mlp", "tl-transformer")
                .learningRates(1e-3, 1e-2)
                .seeds(1, 2, 3)
                .training(TrainingConfig.builder()
                        .batchSize(128)
                        .withoutBudgets()
                        .maxSteps(60)
                        .evaluationInterval(10)
                        .build())
                .build();
        new ExperimentRunner(Registry.discover()).run(experiment, new ResultsFile(file));
    }

    private static void read(Path file, PrintStream out) {
        Comparison comparison = Comparison.of(new ResultsFile(file).read());
        for (ComparisonScope scope : comparison.scopes()) {
            out.println(scope.task() + " " + scope.taskConfig().path("digits").asText());
            out.printf(
                    "%-20s %-8s %-32s %s%n",
                    "model", "rate", "test loss, 95 % interval", "steps to accuracy " + TARGET);
            for (RunGroup group : comparison.best(scope)) {
                out.printf(
                        Locale.ROOT,
                        "%-20s %-8s %-32s %s%n",
                        comparison.name(group),
                        group.key().learningRate(),
                        group.estimate(Metric.TEST_LOSS)
                                .map(Example8ReadingResults::words)
                                .orElse("-"),
                        words(group.timeTo(TARGET)));
            }
            comparison.verdicts(scope).forEach(out::println);
            comparison.recommendation(scope).map(Recommendation::text).ifPresent(out::println);
        }
    }

    private static String words(Estimate estimate) {
        return String.format(Locale.ROOT, "%.3f", estimate.mean())
                + estimate.interval()
                        .map(interval -> String.format(Locale.ROOT, " (%.3f to %.3f)", interval.low(), interval.high()))
                        .orElse(estimate.count() == 1 ? " (one seed)" : "");
    }

    private static String words(TimeToTarget time) {
        return time.steps()
                        .map(steps -> String.format(Locale.ROOT, "%.0f", steps.mean()))
                        .orElse("-") + ", " + time.reached() + " of " + time.runs() + " runs";
    }
}

package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.statistics.SurvivalMedian.Observation;

/**
 * Runs that differ only in their seed.
 *
 * @param key what they share
 * @param runs at least one, in the order of the results
 */
public record RunGroup(Key key, List<RunResult> runs) {
    /**
     * Margin by which a loss must be below a reference line, as a fraction of it: the line is known for all data, not for these
     * examples.
     */
    private static final double MARGIN = 0.02;

    public RunGroup {
        runs = List.copyOf(runs);
    }

    /**
     * The properties that make runs repetitions of each other.
     *
     * @param scope what models are compared within
     * @param model the model's id
     * @param modelConfig all values of its configuration
     * @param trainer the trainer's id
     * @param training all values of the training's configuration but the learning rate
     * @param learningRate the learning rate
     */
    public record Key(
            ComparisonScope scope,
            String model,
            ObjectNode modelConfig,
            String trainer,
            ObjectNode training,
            double learningRate) {

        static Key of(RunResult result) {
            ObjectNode training = new Configs().write(result.spec().trainingConfig());
            training.remove("learningRate");
            return new Key(
                    ComparisonScope.of(result),
                    result.spec().model(),
                    result.spec().modelConfig(),
                    result.spec().trainer(),
                    training,
                    result.spec().learningRate());
        }
    }

    /**
     * Returns the estimate of a metric.
     *
     * @param metric which
     * @return over the {@linkplain #successfulRuns() successful} runs that have it; empty if none has
     */
    public Optional<Estimate> estimate(Metric metric) {
        double[] values = values(metric);
        return values.length == 0 ? Optional.empty() : Optional.of(Estimate.of(values));
    }

    /**
     * Returns the values of a metric.
     *
     * @param metric which
     * @return of the {@linkplain #successfulRuns() successful} runs that have it, in their order
     */
    public double[] values(Metric metric) {
        return successfulRuns().stream()
                .map(metric::of)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /**
     * Returns the interquartile mean of a metric.
     *
     * @param metric which
     * @return over the {@linkplain #successfulRuns() successful} runs that have it; empty if none has
     */
    public Optional<InterquartileMean> interquartileMean(Metric metric) {
        double[] values = values(metric);
        return values.length == 0 ? Optional.empty() : Optional.of(InterquartileMean.of(List.of(values)));
    }

    /**
     * Returns whether the runs fall into two clusters, so that neither their mean nor its interval describes any of them. They do if
     * there are at least five, and the widest gap between neighbours is at least five times as wide as the values on either side of
     * it lie apart, and a twentieth of the largest value.
     *
     * @param metric by which
     * @return true where some seeds have learned, say, and others have not
     */
    public boolean isBimodal(Metric metric) {
        return Bimodality.of(values(metric));
    }

    /** Returns the effort of this group alone. */
    Effort effort() {
        return new Effort(Effort.budget(key.training()), 1, false);
    }

    /**
     * Returns the Wilson interval of the exact match over the test items of all completed runs together.
     *
     * @return empty where there are no whole answers
     */
    public Optional<Interval> exactMatchInterval() {
        return overItems(
                metrics -> metrics.exactMatch().isPresent() ? metrics.answers() : 0,
                metrics -> metrics.exactMatch().orElse(0));
    }

    /**
     * Returns the Wilson interval of the accuracy over the scored test targets of all completed runs together. Targets of one
     * answer or text depend on one another, so that it is rather too narrow.
     *
     * @return empty if it is not known how many there were
     */
    public Optional<Interval> accuracyInterval() {
        return overItems(Metrics::scored, Metrics::accuracy);
    }

    private Optional<Interval> overItems(ToDoubleFunction<Metrics> items, ToDoubleFunction<Metrics> share) {
        long trials = 0;
        long successes = 0;
        for (RunResult run : successfulRuns()) {
            if (run.measurements().lastEvaluation().test().isPresent()) {
                double count = items.applyAsDouble(
                        run.measurements().lastEvaluation().test().get());
                trials += (long) count;
                successes += Math.round(count
                        * share.applyAsDouble(
                                run.measurements().lastEvaluation().test().get()));
            }
        }
        return trials == 0 ? Optional.empty() : Optional.of(Interval.ofShare(successes, trials));
    }

    /**
     * Returns when the runs first reached an accuracy: on validation data, or on test data where none is set apart. A run that
     * did not {@linkplain org.transformerbench.api.result.Outcome#succeeded() succeed} has reached nothing.
     *
     * @param accuracy in [0, 1]
     * @return the runs that reached it, with steps and seconds
     */
    public TimeToTarget timeTo(double accuracy) {
        List<CurvePoint> reached = new ArrayList<>();
        List<Observation> steps = new ArrayList<>();
        List<Observation> seconds = new ArrayList<>();
        for (RunResult run : runs) {
            Optional<CurvePoint> first = run.outcome().succeeded() ? firstAt(run, accuracy) : Optional.empty();
            first.ifPresent(reached::add);
            TrainingSpeed training = run.measurements().training();
            // However long one that went wrong had lasted, it would not have got there.
            boolean open = run.outcome().succeeded();
            steps.add(first.map(point -> new Observation(point.step(), true))
                    .orElse(new Observation(open ? training.steps() : Double.POSITIVE_INFINITY, false)));
            seconds.add(first.map(point -> new Observation(point.trainingSeconds(), true))
                    .orElse(new Observation(open ? training.trainingSeconds() : Double.POSITIVE_INFINITY, false)));
        }
        return new TimeToTarget(
                accuracy,
                reached.size(),
                runs.size(),
                over(reached, CurvePoint::step),
                over(reached, CurvePoint::trainingSeconds),
                SurvivalMedian.of(steps),
                SurvivalMedian.of(seconds));
    }

    private static Optional<CurvePoint> firstAt(RunResult run, double accuracy) {
        return run.curve().stream()
                .filter(point -> judge(point)
                        .map(metrics -> metrics.accuracy() >= accuracy)
                        .orElse(false))
                .findFirst();
    }

    private static Optional<Metrics> judge(CurvePoint point) {
        return point.validation().or(point::test);
    }

    private static Optional<Estimate> over(List<CurvePoint> points, ToDoubleFunction<CurvePoint> value) {
        return points.isEmpty()
                ? Optional.empty()
                : Optional.of(Estimate.of(points.stream().mapToDouble(value).toArray()));
    }

    /**
     * Returns the reference lines that are not clearly beaten. One with an exact match is beaten if the whole {@linkplain
     * #exactMatchInterval() interval} of the exact match is above it, where answers are whole; any other if the mean test loss is
     * lower by at least 2 % of the line.
     *
     * @return empty if all are beaten, or there is no test loss
     */
    public List<ReferenceLine> unbeatenReferences() {
        Optional<Estimate> loss = estimate(Metric.TEST_LOSS);
        if (loss.isEmpty()) {
            return List.of();
        }
        Optional<Interval> exactMatch = exactMatchInterval();
        // Not "above": a loss that is not a number beats nothing.
        return successfulRuns().get(0).measurements().references().stream()
                .filter(line -> exactMatch.isPresent() && line.exactMatch().isPresent()
                        ? exactMatch.get().low() <= line.exactMatch().getAsDouble()
                        : !(loss.get().mean() < line.loss() * (1 - MARGIN)))
                .toList();
    }

    /**
     * Returns whether every run completed.
     *
     * @return false if one diverged, failed or ended worse than guessing
     */
    public boolean allSucceeded() {
        return successfulRuns().size() == runs.size();
    }

    /**
     * Returns the runs that completed. Means and intervals are taken over them alone: what a run measured before it diverged says
     * nothing about a trained model.
     *
     * @return those that {@linkplain org.transformerbench.api.result.Outcome#succeeded() succeeded}; perhaps none
     */
    public List<RunResult> successfulRuns() {
        return runs.stream().filter(run -> run.outcome().succeeded()).toList();
    }
}

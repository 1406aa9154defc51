package org.transformerbench.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.LastEvaluation;
import org.transformerbench.api.result.Measurements;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Percentiles;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/** A run of 40 steps with four evaluations, accuracy 0.2 to 0.8; all but what a test sets is the same. */
public final class SampleRun {
    private static final Provenance PROVENANCE = Provenance.capture("fake", 1, Instant.EPOCH);

    private final String model;
    private String trainer = "compiled";
    private int width = 16;
    private double learningRate = 0.01;
    private long seed = 1;
    private long steps = 40;
    private OptionalLong measuredSteps = OptionalLong.empty();
    private TrainingConfig training = TrainingConfig.builder().batchSize(64).build();
    private double trainingSeconds = 4;
    private Optional<InferenceSpeed> inference = Optional.empty();
    private double microsPerExample = 10;
    private Outcome outcome = Outcome.completed("40 steps");
    private Optional<Metrics> validation = Optional.of(Metrics.of(0.5, 0.8));
    private Optional<Metrics> test =
            Optional.of(new Metrics(0.625, 0.75, OptionalDouble.of(0.25), 400, 100, List.of()));
    private final List<CurvePoint> curve = points(4);
    private final List<ReferenceLine> references = new ArrayList<>();

    private SampleRun(String model) {
        this.model = model;
    }

    public static SampleRun of(String model) {
        return new SampleRun(model);
    }

    /** Every ten steps, a second each; the accuracy grows to 0.8. */
    public static List<CurvePoint> points(int count) {
        List<CurvePoint> points = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Metrics metrics = Metrics.of(2.0 / i, 0.8 * i / count);
            points.add(new CurvePoint(10L * i, i, metrics, Optional.of(metrics), Optional.empty()));
        }
        return points;
    }

    public SampleRun width(int value) {
        width = value;
        return this;
    }

    public SampleRun trainer(String value) {
        trainer = value;
        return this;
    }

    public SampleRun learningRate(double value) {
        learningRate = value;
        return this;
    }

    public SampleRun seed(long value) {
        seed = value;
        return this;
    }

    public SampleRun microsPerExample(double value) {
        microsPerExample = value;
        return this;
    }

    public SampleRun measuredSteps(long value) {
        measuredSteps = OptionalLong.of(value);
        return this;
    }

    /** A budget of steps and no other. */
    public SampleRun budget(long steps) {
        training = TrainingConfig.builder()
                .batchSize(64)
                .withoutBudgets()
                .withoutStopAccuracy()
                .maxSteps(steps)
                .build();
        return this;
    }

    public SampleRun trainingSeconds(double value) {
        trainingSeconds = value;
        return this;
    }

    /** The same at the median and above. */
    public SampleRun answerMicros(double value) {
        Percentiles times = new Percentiles(value, value, value, 10);
        inference = Optional.of(new InferenceSpeed(4, times, Optional.empty(), 256, times, 1e6));
        return this;
    }

    public SampleRun outcome(Outcome value) {
        outcome = value;
        return this;
    }

    public SampleRun failed() {
        return outcome(new Outcome(Outcome.Kind.FAILED, "no memory"));
    }

    public SampleRun diverged() {
        return outcome(Outcome.diverged("NaN"));
    }

    public SampleRun validationLoss(double value) {
        return validation(Metrics.of(value, 0.5));
    }

    public SampleRun validation(Metrics value) {
        validation = Optional.of(value);
        return this;
    }

    public SampleRun test(Metrics value) {
        test = Optional.of(value);
        return this;
    }

    public SampleRun testLoss(double value) {
        return test(Metrics.of(value, 0.5));
    }

    /** Sets the share of right ones among 100 answers of 4 tokens. */
    public SampleRun exactMatch(double value) {
        return test(new Metrics(1, 0.75, OptionalDouble.of(value), 400, 100, List.of()));
    }

    public SampleRun curve(List<CurvePoint> value) {
        curve.clear();
        curve.addAll(value);
        return this;
    }

    /** One more evaluation; ten steps take a second. */
    public SampleRun point(long step, double accuracy) {
        Metrics metrics = Metrics.of(1, accuracy);
        curve.add(new CurvePoint(step, step / 10.0, metrics, Optional.of(metrics), Optional.empty()));
        return this;
    }

    public SampleRun reference(String name, double loss) {
        references.add(new ReferenceLine(name, loss, OptionalDouble.empty()));
        return this;
    }

    public SampleRun reference(String name, double loss, double exactMatch) {
        OptionalDouble share = OptionalDouble.of(exactMatch);
        references.add(new ReferenceLine(name, loss, share, share));
        return this;
    }

    /** Leaves out all measurements, as in a run that ended before its first step. */
    public SampleRun nothingMeasured() {
        steps = 0;
        return withoutMetrics();
    }

    /** Neither curve nor results. */
    public SampleRun withoutMetrics() {
        validation = Optional.empty();
        test = Optional.empty();
        return curve(List.of());
    }

    public RunResult result() {
        return new RunResult(
                spec(),
                outcome,
                curve,
                new Measurements(
                        1000,
                        OptionalLong.empty(),
                        new TrainingSpeed(steps, measuredSteps, trainingSeconds, 1, microsPerExample, 100),
                        new LastEvaluation(
                                curve.isEmpty() ? Optional.empty() : Optional.of(Metrics.of(0.375, 0.875)),
                                validation,
                                test),
                        references,
                        inference,
                        List.of(),
                        0),
                PROVENANCE);
    }

    private RunSpec spec() {
        return new RunSpec(
                "addition",
                object().put("digits", 3),
                Optional.empty(),
                Optional.empty(),
                model,
                object().put("heads", 4).put("width", width),
                trainer,
                training.withLearningRate(learningRate),
                Protocol.strict(),
                Targets.LAST,
                seed,
                Optional.empty());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

package org.transformerbench.api.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;

/**
 * Trains a session until a budget is used up, the accuracy is reached, a listener or an interrupt stops it, or the loss
 * is not finite. The session stays open: it is the trained model. One loop serves one run.
 */
public final class TrainingLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    private final TrainingSession session;
    private final Dataset data;
    private final Targets targets;
    private final TrainingConfig config;
    private final TrainingListener listener;
    private final Budget budget;
    private final BatchSampler sampler;

    private final List<CurvePoint> curve = new ArrayList<>();
    private Duration trainingTime = Duration.ZERO;
    private Duration evaluationTime = Duration.ZERO;
    private long steps;
    private StepResult lastStep;

    /**
     * A loop before its first step.
     *
     * @param session the model in training
     * @param data where batches and evaluation come from
     * @param targets the mode, one of the data's
     * @param config budgets, batch size and intervals
     * @param seeds the run's seed streams
     * @param listener is told of steps and evaluations; see {@link Listeners} for several
     */
    public TrainingLoop(
            TrainingSession session,
            Dataset data,
            Targets targets,
            TrainingConfig config,
            SeedStreams seeds,
            TrainingListener listener) {
        this.session = session;
        this.data = data;
        this.targets = targets;
        this.config = config;
        this.listener = listener;
        ExampleSet train = data.train(targets);
        this.budget = new Budget(config, train.positions());
        this.sampler = new BatchSampler(train, config.batchSize(), seeds);
    }

    /**
     * Runs to the end. Whatever a step or an evaluation throws ends the run as failed and keeps what was measured.
     *
     * @return what was measured
     */
    public TrainingReport run() {
        Outcome outcome;
        try {
            outcome = stepsAndEvaluations();
        } catch (RuntimeException | LinkageError | AssertionError | OutOfMemoryError | StackOverflowError e) {
            LOG.warn("The run failed after {} steps", steps, e);
            outcome = Outcome.failed(e);
        }
        long targetsSeen = steps * config.batchSize() * data.train(targets).targetsPerExample();
        return new TrainingReport(outcome, steps, targetsSeen, curve, trainingTime, evaluationTime);
    }

    private Outcome stepsAndEvaluations() {
        Optional<Outcome> end = Optional.empty();
        while (end.isEmpty()) {
            end = step();
            if (end.isEmpty() && steps % config.evaluationInterval() == 0) {
                end = evaluate();
            }
        }
        boolean evaluated =
                steps == 0 || !curve.isEmpty() && curve.get(curve.size() - 1).step() == steps;
        if (evaluated || end.get().kind() == Outcome.Kind.DIVERGED) {
            return end.get();
        }
        return evaluate().filter(last -> last.kind() == Outcome.Kind.DIVERGED).orElse(end.get());
    }

    private Optional<Outcome> step() {
        Optional<String> usedUp = budget.usedUp(steps, trainingTime);
        if (usedUp.isPresent()) {
            return Optional.of(Outcome.completed(usedUp.get()));
        }
        if (Thread.currentThread().isInterrupted()) {
            return Optional.of(Outcome.stopped("interrupted"));
        }
        long start = System.nanoTime();
        Batch batch = sampler.next();
        lastStep = session.step(batch);
        trainingTime = trainingTime.plusNanos(System.nanoTime() - start);
        steps++;
        if (!Double.isFinite(lastStep.loss())) {
            return Optional.of(Outcome.diverged("the training loss was " + lastStep.loss() + " at step " + steps));
        }
        Signal signal = listener.onStep(new StepEvent(
                steps,
                lastStep.loss(),
                lastStep.accuracy(),
                trainingTime,
                budget.progress(steps, trainingTime),
                budget.timeLeft(steps, trainingTime)));
        return signal.stopReason().map(Outcome::stopped);
    }

    private Optional<Outcome> evaluate() {
        long start = System.nanoTime();
        Optional<Metrics> validation = metrics(data.validation(targets));
        Optional<Metrics> test = metrics(data.test(targets));
        evaluationTime = evaluationTime.plusNanos(System.nanoTime() - start);
        Metrics train = Metrics.of(lastStep.loss(), lastStep.accuracy());
        CurvePoint point = new CurvePoint(steps, seconds(trainingTime), train, validation, test);
        Optional<Outcome> diverged = diverged("validation", validation).or(() -> diverged("test", test));
        if (diverged.isPresent()) {
            return diverged;
        }
        curve.add(point);
        Signal signal = listener.onEvaluation(point);
        if (signal.stopReason().isPresent()) {
            return signal.stopReason().map(Outcome::stopped);
        }
        Optional<Metrics> judge = validation.or(() -> test);
        if (judge.isPresent()
                && config.stopAccuracy().isPresent()
                && judge.get().accuracy() > config.stopAccuracy().getAsDouble()) {
            String part = validation.isPresent() ? "validation" : "test";
            return Optional.of(Outcome.stopped(
                    part + " accuracy above " + config.stopAccuracy().getAsDouble()));
        }
        return Optional.empty();
    }

    private Optional<Outcome> diverged(String part, Optional<Metrics> metrics) {
        return metrics.map(Metrics::loss)
                .filter(loss -> !Double.isFinite(loss))
                .map(loss -> Outcome.diverged("the " + part + " loss was " + loss + " at step " + steps));
    }

    private Optional<Metrics> metrics(ExampleSet examples) {
        return examples.size() == 0
                ? Optional.empty()
                : Optional.of(Evaluator.evaluate(session, examples, targets, config.batchSize()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}

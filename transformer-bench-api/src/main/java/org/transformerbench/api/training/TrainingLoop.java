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
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Slice;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.SliceMetrics;

/**
 * Trains a session until a budget is used up, the accuracy is reached, a listener or an interrupt stops it, or the loss
 * is not finite. The protocol says what is evaluated: validation data where it is apart, else test data; test data not
 * before the end where it is read only once. The session stays open: it is the trained model. One loop serves one run.
 */
public final class TrainingLoop {
    /** The targets of running text that are predicted from T tokens. */
    public static final Slice FULL_CONTEXT = new Slice("context", "full");

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    private final TrainingSession session;
    private final Dataset data;
    private final Targets targets;
    private final TrainingConfig config;
    private final Protocol protocol;
    private final TrainingListener listener;
    private final Budget budget;
    private final LearningRates rates;
    private final BatchSampler sampler;

    private final List<CurvePoint> curve = new ArrayList<>();
    private Duration trainingTime = Duration.ZERO;
    private Duration evaluationTime = Duration.ZERO;
    private long steps;
    private StepResult lastStep;
    private Optional<Metrics> lastTest = Optional.empty();

    /**
     * A loop before its first step.
     *
     * @param session the model in training
     * @param dataset where batches and evaluation come from; each batch is checked, see {@link CheckedDataset}
     * @param targets the mode, one of the data's
     * @param config budgets, batch size, schedule and intervals
     * @param protocol what is evaluated when and how, and what counts as training time
     * @param seeds the run's seed streams
     * @param listener is told of steps and evaluations; see {@link Listeners} for several
     * @throws org.transformerbench.api.config.ConfigException if a budget of arithmetic is set and the session cannot tell
     *     its arithmetic
     */
    public TrainingLoop(
            TrainingSession session,
            Dataset dataset,
            Targets targets,
            TrainingConfig config,
            Protocol protocol,
            SeedStreams seeds,
            TrainingListener listener) {
        this.session = session;
        this.data = CheckedDataset.whileRead(dataset);
        this.targets = targets;
        this.config = config;
        this.protocol = protocol;
        this.listener = listener;
        ExampleSet train = data.train(targets);
        this.budget = new Budget(config, train.positions(), session.arithmeticPerExample());
        this.rates = new LearningRates(config);
        this.sampler = new BatchSampler(train, config.batchSize(), seeds);
        if (protocol.validationApart()
                && config.stopAccuracy().isPresent()
                && data.validation(targets).size() == 0) {
            LOG.warn("There is no validation data: no accuracy ends this run before its budget is used up");
        }
    }

    /**
     * Runs to the end. Whatever a step or an evaluation throws ends the run as failed, or as interrupted if that is why, and
     * keeps what was measured.
     *
     * @return what was measured
     */
    public TrainingReport run() {
        Outcome outcome;
        try {
            outcome = stepsAndEvaluations();
        } catch (Exception | Error e) {
            Faults.survive(e);
            LOG.warn("The run ended after {} steps", steps, e);
            outcome = Faults.isInterrupt(e) ? Outcome.interrupted() : Outcome.failed(e);
        }
        long targetsSeen = steps * config.batchSize() * data.train(targets).targetsPerExample();
        return new TrainingReport(outcome, steps, targetsSeen, curve, lastTest, trainingTime, evaluationTime);
    }

    private Outcome stepsAndEvaluations() {
        Optional<Outcome> end = Optional.empty();
        while (end.isEmpty()) {
            end = step();
            if (end.isEmpty() && steps % config.evaluationInterval() == 0) {
                end = evaluate();
            }
        }
        boolean diverged = end.get().kind() == Outcome.Kind.DIVERGED;
        return steps == 0 || diverged ? end.get() : evaluateTheEnd().orElse(end.get());
    }

    private Optional<Outcome> step() {
        Optional<String> usedUp = budget.usedUp(steps, trainingTime);
        if (usedUp.isPresent()) {
            return Optional.of(Outcome.completed(usedUp.get()));
        }
        if (Thread.currentThread().isInterrupted()) {
            return Optional.of(Outcome.interrupted());
        }
        long start = System.nanoTime();
        Batch batch = sampler.next();
        lastStep = rates.change()
                ? session.step(batch, rates.next(steps, budget.scheduleProgress(steps, trainingTime)))
                : session.step(batch);
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
        Optional<Metrics> validation =
                protocol.validationApart() ? metrics(data.validation(targets)) : Optional.empty();
        Optional<Metrics> test = protocol.testAtEndOnly() ? Optional.empty() : metrics(data.test(targets));
        Optional<Outcome> diverged = diverged("validation", validation).or(() -> diverged("test", test));
        if (diverged.isPresent()) {
            return diverged;
        }
        lastTest = test;
        // The slices of every point would fill the results with numbers that nobody reads.
        CurvePoint point = new CurvePoint(
                steps,
                trainingTime.toNanos() / 1e9,
                Metrics.of(lastStep.loss(), lastStep.accuracy()),
                validation.map(Metrics::withoutSlices),
                test.map(Metrics::withoutSlices));
        curve.add(point);
        Signal signal = listener.onEvaluation(point);
        if (signal.stopReason().isPresent()) {
            return signal.stopReason().map(Outcome::stopped);
        }
        return protocol.validationApart() ? accurate("validation", validation) : accurate("test", test);
    }

    private Optional<Outcome> accurate(String part, Optional<Metrics> judge) {
        if (judge.isEmpty() || config.stopAccuracy().isEmpty()) {
            return Optional.empty();
        }
        double enough = config.stopAccuracy().getAsDouble();
        return judge.get().accuracy() > enough
                ? Optional.of(Outcome.stopped(part + " accuracy above " + enough))
                : Optional.empty();
    }

    /** What was not yet evaluated after the last step; an outcome only if that finds that the model has diverged. */
    private Optional<Outcome> evaluateTheEnd() {
        boolean evaluated = !curve.isEmpty() && curve.get(curve.size() - 1).step() == steps;
        Optional<Outcome> diverged =
                evaluated ? Optional.empty() : evaluate().filter(outcome -> outcome.kind() == Outcome.Kind.DIVERGED);
        if (diverged.isEmpty() && protocol.testAtEndOnly()) {
            Optional<Metrics> test = metrics(data.test(targets)).map(this::withFullContext);
            diverged = diverged("test", test);
            lastTest = diverged.isEmpty() ? test : Optional.empty();
        }
        return diverged;
    }

    private Optional<Outcome> diverged(String part, Optional<Metrics> metrics) {
        return metrics.map(Metrics::loss)
                .filter(loss -> !Double.isFinite(loss))
                .map(loss -> Outcome.diverged("the " + part + " loss was " + loss + " at step " + steps));
    }

    /**
     * Running text: models that predict every position are judged with little context at most of them, others never. The
     * last position alone is the same for all.
     */
    private Metrics withFullContext(Metrics test) {
        if (!data.targets().containsAll(List.of(Targets.values()))) {
            return test;
        }
        Metrics full = targets == Targets.LAST
                ? test
                : metrics(data.test(Targets.LAST), Targets.LAST).orElse(test);
        return test.with(new SliceMetrics(FULL_CONTEXT, full.scored(), full.loss(), full.accuracy()));
    }

    private Optional<Metrics> metrics(ExampleSet examples) {
        return metrics(examples, targets);
    }

    private Optional<Metrics> metrics(ExampleSet examples, Targets mode) {
        if (examples.size() == 0) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        Metrics metrics = protocol.evaluationDropout()
                ? Evaluator.evaluateWithDropout(session, examples, mode, config.batchSize())
                : Evaluator.evaluate(session, examples, mode, config.batchSize());
        long nanos = System.nanoTime() - start;
        evaluationTime = evaluationTime.plusNanos(nanos);
        if (protocol.evaluationTimed()) {
            trainingTime = trainingTime.plusNanos(nanos);
        }
        return Optional.of(metrics);
    }
}

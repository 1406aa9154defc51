package org.transformerbench.api.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Slice;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;

/**
 * A loop that trains a session until a budget is used up, the accuracy is reached, the patience ends, a listener or an interrupt
 * stops it, or the loss is not finite. With a {@linkplain TrainingConfig#patience() patience} the session holds the best model in the
 * end, and not the last. A run that ends with a loss far above that of guessing, see {@link Outcome.Kind#WORSE_THAN_GUESSING}, is no
 * success. The protocol says what is evaluated: validation data where it is apart, else test data; test data not before the end
 * where it is read only once. The session stays open: it is the trained model. One loop serves one run, or what is left of one that
 * was interrupted.
 */
public final class TrainingLoop {
    /** The targets of running text that are predicted from T tokens. */
    public static final Slice FULL_CONTEXT = new Slice("context", "full");

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    /** A third of 300 steps is 100 of them, whatever a double makes of a third. */
    private static final double ROUNDING = 1e-9;

    private final TrainingSession session;
    private final Dataset data;
    private final Targets targets;
    private final TrainingConfig config;
    private final Protocol protocol;
    private final TrainingListener listener;
    private final Budget budget;
    private final LearningRates rates;
    private final StoppingRules stops;
    private final ProtocolEvaluation evaluation;
    private final long targetsPerStep;
    private Duration saveInterval = Duration.ZERO;
    private Runnable save = () -> {};
    private OptionalDouble pauseAt = OptionalDouble.empty();
    private long lastSave;

    private final List<CurvePoint> curve = new ArrayList<>();
    private Duration stepTime = Duration.ZERO;
    private long steps;
    private final MeasuredSteps measuredSteps = new MeasuredSteps();
    private TrainingStages stages;
    private Batch lastBatch;
    private StepResult lastStep;
    private OptionalDouble firstLoss = OptionalDouble.empty();
    private long countedTargets;
    /** True while a step has begun and not ended: what the session holds then is of no step. */
    private boolean insideStep;

    private Optional<Metrics> lastTest = Optional.empty();
    private final BestModel best;
    private Optional<JudgedCheckpoint> judged = Optional.empty();

    /**
     * Creates a loop before its first step.
     *
     * @param session the model in training
     * @param dataset where batches and evaluation come from; each batch is checked, see {@link CheckedDataset}
     * @param targets the mode, one of the data's
     * @param config budgets, batch size, schedule and intervals
     * @param protocol what is evaluated when and how, and what counts as training time
     * @param seeds the run's seed streams
     * @param listener is told of steps and evaluations
     * @throws org.transformerbench.api.config.ConfigException if a budget of flops is set and the session cannot tell
     *     its flops, or the protocol evaluates with dropout and the session is not capable of {@link
     *     org.transformerbench.api.DropoutEvaluation}
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
        this.targetsPerStep = (long) config.batchSize() * train.targetsPerExample();
        this.budget = new Budget(config, train.positions(), session.flopsPerExample());
        this.rates = new LearningRates(config);
        this.stops = new StoppingRules(config, protocol);
        this.stages = TrainingStages.of(data, targets, config.batchSize(), seeds);
        this.evaluation = new ProtocolEvaluation(session, data, targets, config.batchSize(), protocol);
        boolean validation =
                protocol.validationApart() && data.validation(targets).size() > 0;
        this.best = new BestModel(validation ? config.patience() : OptionalInt.empty());
        if (protocol.validationApart()
                && !validation
                && (config.stopAccuracy().isPresent() || config.patience().isPresent())) {
            LOG.warn(
                    "There is no validation data: neither accuracy nor patience ends this run before its budget is used up,"
                            + " and its last model is judged");
        }
    }

    /**
     * Restores the progress of an interrupted loop over the same session, data and configuration. To be called before {@link
     * #run}, when the session is as it was there.
     *
     * @param progress of that loop
     * @throws DataException if the batches, or what the model computes, are not what they were: the data, the model's code or
     *     what executes it has changed; the loop has not
     */
    public void resume(TrainingProgress progress) {
        resume(progress, Map.of());
    }

    /**
     * Restores the progress of an interrupted loop, and the best model that it has kept.
     *
     * @param progress as for {@link #resume(TrainingProgress)}
     * @param bestParameters as {@link #bestParameters()} returned them there
     * @throws DataException as for {@link #resume(TrainingProgress)}
     */
    public void resume(TrainingProgress progress, Map<String, Tensor> bestParameters) {
        TrainingStages again = stages.atLastBatchOf(progress);
        Batch last = again.next(progress.steps() - 1);
        if (Checksums.of(last) != progress.lastBatch()) {
            throw new DataException("The training data has changed: batch " + progress.steps() + " is another one now");
        }
        if (Checksums.ofLogits(session, last, targets) != progress.lastLogits()) {
            throw new DataException("The model, or what executes it, has changed: with the parameters of step "
                    + progress.steps() + " it computes other logits now");
        }
        if (pauses(budget.scheduleProgress(
                progress.steps() - 1, countedTargets(progress) - last.countedTargets(), Duration.ZERO))) {
            throw new DataException("It is of step " + progress.steps() + ", behind the pause of this run");
        }
        again.resume(progress);
        stages = again;
        lastBatch = last;
        steps = progress.steps();
        stepTime = progress.stepTime();
        measuredSteps.resume(progress);
        evaluation.resume(progress.evaluationTime());
        lastStep = progress.lastStep();
        firstLoss = progress.firstLoss();
        countedTargets = countedTargets(progress);
        lastTest = progress.lastTest();
        rates.resume(progress.progressAfterWarmup());
        curve.addAll(progress.curve());
        best.resume(curve, bestParameters, steps, session::parameters);
    }

    /**
     * Restores the progress of a loop with other budgets, another learning rate or another schedule; all else must be the same.
     * Its steps and its times count: budgets are those of both together, and a schedule goes on where it would be now, had it
     * been this one from the beginning. To be called before {@link #run}, when the session is as it was there.
     *
     * @param progress of that loop
     * @param bestParameters as {@link #bestParameters()} returned them there
     * @throws DataException as for {@link #resume}
     * @throws org.transformerbench.api.config.ConfigException if a budget is used up already
     */
    public void continueFrom(TrainingProgress progress, Map<String, Tensor> bestParameters) {
        long targetsSoFar = countedTargets(progress);
        budget.requireLeft(progress, targetsSoFar, protocol);
        Duration time = Budget.timeOf(progress, protocol);
        resume(progress, bestParameters);
        long warmup = config.warmupSteps();
        rates.resume(
                warmup > steps
                        ? 0
                        : budget.scheduleProgress(
                                warmup, (long) ((double) targetsSoFar * warmup / steps), Duration.ofNanos((long)
                                        ((double) time.toNanos() * warmup / steps))));
    }

    /**
     * Has a checkpoint saved between two steps, from time to time, and once more when an interrupt ends the run, however short
     * the time since the last one: after the last finished step, before the evaluation of this end, and undisturbed by the
     * interrupt. Only where the interrupt made a step throw, whose state nobody knows, nothing more is saved. That is no part
     * of the training time.
     *
     * @param interval the least time from one to the next; zero for after each step
     * @param action asks for {@link #progress()}; what it throws ends the run as failed
     */
    public void checkpointEvery(Duration interval, Runnable action) {
        saveInterval = interval;
        save = action;
    }

    /**
     * Pauses the loop between two steps as soon as so much of its budget is used: what {@link #checkpointEvery} was given is saved,
     * validation data is evaluated and test data is not, and the outcome is {@link Outcome#paused()}. A loop that is resumed there
     * makes no step, and one that is to be resumed behind it refuses. To be called before {@link #resume}.
     *
     * @param share of the budget that will end first, in [0, 1]
     */
    public void pauseAt(double share) {
        pauseAt = OptionalDouble.of(share);
    }

    /**
     * Returns the progress of the loop; to be asked between two steps, see {@link #checkpointEvery}.
     *
     * @return all that another loop needs to go on
     * @throws IllegalStateException before the first step
     */
    public TrainingProgress progress() {
        if (steps == 0) {
            throw new IllegalStateException("There is no progress before the first step; ask for it after a step");
        }
        return new TrainingProgress(
                steps,
                stepTime,
                evaluation.time(),
                lastStep,
                curve,
                lastTest,
                rates.progressAfterWarmup(),
                Checksums.of(lastBatch),
                Checksums.ofLogits(session, lastBatch, targets),
                firstLoss,
                OptionalLong.of(countedTargets),
                stages.place());
    }

    /**
     * Returns the parameters of the best model so far, for whoever saves the {@link #progress()}.
     *
     * @return name to values; empty if they are the current ones, or the last model is judged
     */
    public Map<String, Tensor> bestParameters() {
        return best.parametersBeside(steps);
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
            outcome = judged(stepsAndEvaluations());
            stages.warnIfUnfinished();
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("The run ended after {} steps", steps, e);
            outcome = Faults.isInterrupt(e) ? interruptedBy(e) : Outcome.failed(e);
        }
        return new TrainingReport(
                outcome,
                steps,
                measuredSteps.count(),
                countedTargets,
                curve,
                judged,
                lastTest,
                trainingTime(),
                evaluation.time());
    }

    /** An interrupted run goes on: nothing is said of its end yet. */
    private Outcome judged(Outcome end) {
        if (!end.finished() || !end.succeeded() || curve.isEmpty()) {
            return end;
        }
        CurvePoint last = curve.get(curve.size() - 1);
        // A run whose best model has learned something is none that has learned nothing, however it went on.
        Optional<Metrics> heldOut = best.validation().or(last::validation).or(() -> lastTest);
        return new Guessing(data.vocabulary().size())
                .judge(end, firstLoss, last, heldOut)
                .orElse(end);
    }

    private Duration trainingTime() {
        return protocol.evaluationTimed() ? stepTime.plus(evaluation.time()) : stepTime;
    }

    private Outcome stepsAndEvaluations() {
        lastSave = System.nanoTime();
        Optional<Outcome> end = steps == 0 ? Optional.empty() : pause().or(this::leftOver);
        while (end.isEmpty()) {
            end = step();
            if (end.isEmpty() && evaluationIsDue() && !isInterrupted()) {
                end = evaluate();
            }
            if (end.isEmpty() && Duration.ofNanos(System.nanoTime() - lastSave).compareTo(saveInterval) >= 0) {
                save.run();
                lastSave = System.nanoTime();
            }
        }
        if (steps > 0 && end.get().equals(Outcome.interrupted())) {
            // Before the evaluation of this end, which is not one of the run.
            saveAtInterrupt();
            tryToEvaluateTheEnd();
            return end.get();
        }
        if (steps > 0 && end.get().equals(Outcome.paused())) {
            // Before the evaluation of the pause, which is not one of the run.
            save.run();
            return evaluatePause().orElse(end.get());
        }
        boolean diverged = end.get().kind() == Outcome.Kind.DIVERGED;
        return steps == 0 || diverged ? end.get() : evaluateTheEnd().orElse(end.get());
    }

    private boolean evaluationIsDue() {
        return steps % config.evaluationInterval() == 0;
    }

    /** Does what the loop before this one would have done after its last step, had it not been interrupted. */
    private Optional<Outcome> leftOver() {
        if (!evaluationIsDue() || isInterrupted()) {
            return Optional.empty();
        }
        CurvePoint last = curve.isEmpty() ? null : curve.get(curve.size() - 1);
        return last == null || last.step() < steps ? evaluate() : goodEnough(last);
    }

    /** Before its budget is used up: a run that has made all its steps is complete. */
    private boolean isInterrupted() {
        return Thread.currentThread().isInterrupted()
                && budget.usedUp(steps, countedTargets, trainingTime()).isEmpty();
    }

    /** An evaluation, or whatever else came between two steps, gave up. */
    private Outcome interruptedBy(Throwable thrown) {
        if (steps > 0 && !insideStep) {
            try {
                saveAtInterrupt();
            } catch (Exception | Error e) {
                Faults.rethrowIfFatal(e);
                thrown.addSuppressed(e);
                return Outcome.failed(e);
            }
        }
        return Outcome.interrupted();
    }

    private void saveAtInterrupt() {
        boolean interrupted = Thread.interrupted();
        try {
            save.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Optional<Outcome> step() {
        Optional<String> usedUp = budget.usedUp(steps, countedTargets, trainingTime());
        if (usedUp.isPresent()) {
            return Optional.of(Outcome.completed(usedUp.get()));
        }
        if (Thread.currentThread().isInterrupted()) {
            return Optional.of(Outcome.interrupted());
        }
        measuredSteps.begin(stepTime);
        long start = System.nanoTime();
        Batch batch = stages.next(steps);
        int counted = countedTargets(batch);
        insideStep = true;
        lastStep =
                session.step(batch, rates.next(steps, budget.scheduleProgress(steps, countedTargets, trainingTime())));
        insideStep = false;
        lastBatch = batch;
        stepTime = stepTime.plusNanos(System.nanoTime() - start);
        steps++;
        countedTargets += counted;
        measuredSteps.end();
        if (steps == 1) {
            firstLoss = OptionalDouble.of(lastStep.loss());
        }
        if (!Double.isFinite(lastStep.loss())) {
            return Optional.of(Outcome.diverged("the training loss was " + lastStep.loss() + " at step " + steps));
        }
        Signal signal = listener.onStep(new StepEvent(
                steps,
                lastStep.loss(),
                lastStep.accuracy(),
                trainingTime(),
                budget.progress(steps, countedTargets, trainingTime()),
                budget.timeLeft(steps, countedTargets, trainingTime())));
        return pause().or(() -> signal.stopReason().map(Outcome::stopped));
    }

    private Optional<Outcome> pause() {
        return pauses(budget.progress(steps, countedTargets, trainingTime()))
                ? Optional.of(Outcome.paused())
                : Optional.empty();
    }

    private boolean pauses(double share) {
        return pauseAt.isPresent() && share >= pauseAt.getAsDouble() - ROUNDING;
    }

    private long countedTargets(TrainingProgress progress) {
        return progress.countedTargets().orElse(progress.steps() * targetsPerStep);
    }

    /** Asked before the step, whichever trainer takes it. */
    private int countedTargets(Batch batch) {
        int counted = batch.countedTargets();
        if (counted == 0) {
            throw new DataException("Batch " + (steps + 1) + " of the training data has no target to learn from: all "
                    + batch.targets().length + " are " + Batch.IGNORED + ", which does not count");
        }
        return counted;
    }

    private Optional<Outcome> evaluate() {
        Optional<Metrics> validation = evaluation.validation();
        Optional<Metrics> test = evaluation.testBeforeTheEnd();
        Optional<Outcome> diverged =
                stops.diverged("validation", validation, steps).or(() -> stops.diverged("test", test, steps));
        if (diverged.isPresent()) {
            return diverged;
        }
        lastTest = test;
        // The slices of every point would fill the results with numbers that nobody reads.
        CurvePoint point = new CurvePoint(
                steps,
                trainingTime().toNanos() / 1e9,
                Metrics.of(lastStep.loss(), lastStep.accuracy()),
                validation.map(Metrics::withoutSlices),
                test.map(Metrics::withoutSlices),
                stages.stage());
        curve.add(point);
        stages.evaluate(evaluation::of);
        best.look(point, session::parameters);
        Signal signal = listener.onEvaluation(point);
        if (signal.stopReason().isPresent()) {
            return signal.stopReason().map(Outcome::stopped);
        }
        return goodEnough(point);
    }

    private Optional<Outcome> goodEnough(CurvePoint point) {
        return stops.goodEnough(point).or(() -> best.outOfPatience().map(Outcome::stopped));
    }

    /** Evaluates the end; whatever comes of it, the run was interrupted and can go on. */
    private void tryToEvaluateTheEnd() {
        try {
            evaluateTheEnd()
                    .ifPresent(outcome -> LOG.warn("At the interrupt after {} steps: {}", steps, outcome.reason()));
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("The run was interrupted after {} steps, and that end could not be evaluated", steps, e);
        }
    }

    /** Leaves test data alone where it is read at the end only: a run that is paused has not ended. */
    private Optional<Outcome> evaluatePause() {
        boolean evaluated = !curve.isEmpty() && curve.get(curve.size() - 1).step() == steps;
        return evaluated ? Optional.empty() : evaluate().filter(outcome -> outcome.kind() == Outcome.Kind.DIVERGED);
    }

    /** Evaluates what was not yet evaluated after the last step; an outcome only if that finds that the model has diverged. */
    private Optional<Outcome> evaluateTheEnd() {
        Optional<Outcome> diverged = evaluatePause();
        if (diverged.isPresent()) {
            return diverged;
        }
        // What was read of test data before the end is not of a model that is loaded now.
        boolean reads =
                protocol.testAtEndOnly() || !best.parametersBeside(steps).isEmpty();
        Optional<Metrics> test = best.judge(session, steps, () -> reads ? evaluation.testAtTheEnd() : lastTest);
        diverged = stops.diverged("test", test, steps);
        lastTest = diverged.isEmpty() ? test : Optional.empty();
        judged = diverged.isEmpty() ? best.judged() : Optional.empty();
        return diverged;
    }
}

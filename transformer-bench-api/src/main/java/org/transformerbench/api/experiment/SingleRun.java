package org.transformerbench.api.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.inference.TrainedModelEvaluation;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.LastEvaluation;
import org.transformerbench.api.result.Measurements;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.Listeners;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingLoop;
import org.transformerbench.api.training.TrainingReport;

/** One run from the opening of its session to its result; whatever is thrown becomes an outcome. */
final class SingleRun<C extends Record> {
    private static final Logger LOG = LoggerFactory.getLogger(SingleRun.class);

    private final RunPlan<C> plan;
    private final RunSpec spec;
    private final int parallelRuns;
    private final OptionalInt threads;
    private final boolean measureInference;
    private final Listeners listeners;
    private final Optional<RunCheckpointer.Policy> checkpointing;
    private OptionalDouble pauseAt = OptionalDouble.empty();
    private final Instant started = Instant.now();
    private boolean training;
    private Optional<Duration> warmUp = Optional.empty();

    /**
     * @param parallelRuns how many share the machine
     * @param threads of the trainer; empty for an even share of the processors
     */
    SingleRun(
            RunPlan<C> plan,
            int parallelRuns,
            OptionalInt threads,
            boolean measureInference,
            Optional<RunCheckpointer.Policy> checkpointing,
            Listeners listeners) {
        this.plan = plan;
        this.spec = plan.spec();
        this.parallelRuns = parallelRuns;
        this.threads = threads;
        this.measureInference = measureInference;
        this.checkpointing = checkpointing;
        this.listeners = listeners;
    }

    /** Has the run paused as soon as it has used so much of its budget, see {@link TrainingLoop#pauseAt}. */
    SingleRun<C> pausedAt(double share) {
        pauseAt = OptionalDouble.of(share);
        return this;
    }

    RunResult execute(int run, int runs) {
        if (plan.leftOut().isPresent()) {
            LOG.warn("{}; it is left out", plan.leftOut().get());
            return nothing(Outcome.leftOut(plan.leftOut().get()));
        }
        try {
            return train(run, runs);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            Outcome outcome = Faults.isInterrupt(e) ? Outcome.interrupted() : Outcome.failed(e);
            LOG.warn("{} on {} has no result: {}", spec.model(), spec.task(), outcome, e);
            return nothing(outcome);
        }
    }

    /** Tells listeners of a run that another process has made, as far as its result knows. */
    void madeElsewhere(RunResult result, int run, int runs) {
        Measurements measurements = result.measurements();
        training = measurements.training().steps() > 0;
        if (training) {
            listeners.onRunStart(new RunStart(spec, measurements.parameters(), run, runs));
            result.curve().forEach(listeners::onEvaluation);
        }
    }

    /** Returns the result of a run that made no step. */
    RunResult nothing(Outcome outcome) {
        return result(
                TrainingReport.none(outcome),
                0,
                OptionalLong.empty(),
                TrainedModelEvaluation.none(Optional.empty()),
                List.of(),
                listeners.failures(),
                provenance("unknown", 1));
    }

    /**
     * A run that was interrupted goes on later, and one that never came to train has not touched its checkpoint. What made
     * another one fail may be in there.
     */
    void resultIsSafe(RunResult result) {
        boolean goesOn = result.outcome().equals(Outcome.interrupted())
                || result.outcome().equals(Outcome.paused());
        if (training && !goesOn) {
            checkpointing.ifPresent(checkpoints -> checkpoints.forget(spec.runId()));
        }
    }

    /** Listeners hear of the end last, when the result is safe from whatever they do. */
    void end(RunResult result) {
        try {
            listeners.onRunEnd(result);
        } catch (OutOfMemoryError e) {
            LOG.warn("A listener ran out of memory in onRunEnd; the other runs go on", e);
        }
    }

    private Provenance provenance(String backend, int threads) {
        return Provenance.capture(backend, threads, parallelRuns, started)
                .withStudy(plan.title())
                .withFingerprints(plan.fingerprints());
    }

    private Trainer trainer() {
        Trainer trainer = CheckedPlugin.of(Trainer.class, plan.trainer());
        if (threads.isEmpty() && parallelRuns == 1) {
            return trainer;
        }
        int share =
                Math.min(Trainer.MAX_THREADS, Math.max(1, Runtime.getRuntime().availableProcessors() / parallelRuns));
        return trainer.withThreads(threads.orElse(share));
    }

    private RunResult train(int run, int runs) {
        TrainingSession session = trainer().open(plan.trainingSpec());
        try {
            Provenance provenance = provenance(session.backend(), session.threads());
            long parameters = session.parameterCount();
            listeners.onRunStart(new RunStart(spec, parameters, run, runs));
            TrainingLoop loop = new TrainingLoop(
                    session,
                    plan.data(),
                    plan.targets(),
                    plan.training(),
                    plan.protocol(),
                    new SeedStreams(spec.seed()),
                    listeners);
            pauseAt.ifPresent(loop::pauseAt);
            Optional<RunCheckpointer> kept = checkpointing.flatMap(
                    each -> each.of(plan.description(session.backend(), provenance.version()), session));
            Optional<RunCheckpoint> before = kept.flatMap(each -> each.resume(loop));
            before.or(() -> plan.origin().map(origin -> continueFrom(origin, session, loop)))
                    .ifPresent(checkpoint -> listeners.onResume(checkpoint.progress()));
            // Those of this beginning were counted in the run's first one.
            int failuresBefore =
                    before.map(RunCheckpoint::failures).orElse(0) - (before.isPresent() ? listeners.failures() : 0);
            kept.ifPresent(each -> each.keep(loop, () -> failuresBefore + listeners.failures()));
            training = true;
            ExampleSet examples = plan.data().train(plan.targets());
            warmUp = new StepWarmUp(
                            session,
                            plan.training(),
                            plan.protocol(),
                            examples.positions(),
                            examples.targetsPerExample())
                    .run();
            TrainingReport report = loop.run();
            if (report.outcome().succeeded() && report.outcome().finished()) {
                TrainingWarnings.logEnd(plan.training(), report.steps());
            }
            TrainedModelEvaluation after = afterTraining(session, report);
            return result(
                    report,
                    parameters,
                    session.flopsPerExample(),
                    after,
                    // After the last step, because they may read test data.
                    plan.references(),
                    failuresBefore
                            + listeners.failures()
                            + kept.map(RunCheckpointer::failures).orElse(0),
                    before.map(checkpoint -> provenance.withResumedAtStep(
                                    checkpoint.progress().steps()))
                            .orElse(provenance));
        } finally {
            close(session);
        }
    }

    private RunCheckpoint continueFrom(RunCheckpoint origin, TrainingSession session, TrainingLoop loop) {
        session.capability(Checkpointable.class)
                .orElseThrow(() -> new ConfigException("A run of the trainer '" + spec.trainer()
                        + "' cannot continue another one: its sessions are not Checkpointable; choose another trainer"))
                .restore(origin.parameters(), origin.optimizer());
        loop.continueFrom(origin.progress(), origin.bestParameters());
        return origin;
    }

    private TrainedModelEvaluation afterTraining(TrainingSession session, TrainingReport report) {
        if (!report.outcome().succeeded() || report.outcome().equals(Outcome.paused())) {
            // What was evaluated is not of these parameters, or they are worth nothing.
            return TrainedModelEvaluation.none(report.test());
        }
        try {
            listeners.onTrained(new TrainedRun<>(
                    spec, plan.data().vocabulary(), plan.data().textEncoding(), plan.trainingSpec(), session));
            return TrainedModelEvaluation.of(
                    session,
                    plan.data(),
                    plan.targets(),
                    plan.protocol(),
                    new SeedStreams(spec.seed()),
                    report.test(),
                    measureInference);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("{} on {} has no samples and no speed", spec.model(), spec.task(), e);
            return TrainedModelEvaluation.none(report.test());
        }
    }

    /** Closes the session; what was measured is not lost if that fails. */
    private void close(TrainingSession session) {
        try {
            session.close();
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("The session of {} on {} could not be closed", spec.model(), spec.task(), e);
        }
    }

    private RunResult result(
            TrainingReport report,
            long parameters,
            OptionalLong flopsPerExample,
            TrainedModelEvaluation after,
            List<ReferenceLine> references,
            int failures,
            Provenance provenance) {
        Optional<CurvePoint> last = report.judgedEvaluation();
        return new RunResult(
                spec,
                report.outcome(),
                report.curve(),
                new Measurements(
                        parameters,
                        flopsPerExample,
                        TrainingSpeed.of(
                                report.steps(),
                                report.measuredSteps(),
                                report.steps() * spec.trainingConfig().batchSize(),
                                report.targets(),
                                report.trainingTime().toNanos() / 1e9,
                                report.evaluationTime().toNanos() / 1e9),
                        new LastEvaluation(
                                last.map(CurvePoint::train), last.flatMap(CurvePoint::validation), after.test()),
                        references,
                        after.inference(),
                        after.samples(),
                        failures,
                        after.taskMetrics(),
                        report.judged(),
                        warmUp),
                provenance);
    }
}

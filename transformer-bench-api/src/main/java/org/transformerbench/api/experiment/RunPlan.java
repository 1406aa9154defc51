package org.transformerbench.api.experiment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.run.Origin;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckedDataset;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunDescription;

/**
 * A run that is ready to be made: its specification with the plug-ins and the data that it names, or the reason why it will fail.
 *
 * @param spec all that determines the run
 * @param resolved what the trainer gets; empty if the model could not be asked for its configuration
 * @param broken why not; empty if there is one
 * @param fingerprints of data and code; no part of the id, so that a result is found again and what has changed can be named
 * @param title of what the run belongs to; no part of the id, so that a new title repeats no run
 * @param origin the checkpoint that the specification {@linkplain RunSpec#continuedFrom() continues from}; empty if it begins at
 *     step 0
 */
record RunPlan<C extends Record>(
        RunSpec spec,
        Model<C> model,
        Trainer trainer,
        CheckedDataset data,
        Optional<TrainingSpec<C>> resolved,
        Optional<ModelException> broken,
        Fingerprints fingerprints,
        Optional<String> title,
        Optional<RunCheckpoint> origin) {
    private static final Logger LOG = LoggerFactory.getLogger(RunPlan.class);

    /** Returns why the run will not be made; empty if it will. */
    Optional<String> leftOut() {
        return broken.filter(UnsuitedModelException.class::isInstance).map(Throwable::getMessage);
    }

    /**
     * @throws ModelException if the model is broken
     */
    TrainingSpec<C> trainingSpec() {
        if (broken.isPresent()) {
            throw broken.get();
        }
        return resolved.orElseThrow();
    }

    TrainingConfig training() {
        return spec.trainingConfig();
    }

    Protocol protocol() {
        return spec.protocol();
    }

    Targets targets() {
        return spec.targets();
    }

    /**
     * Continues the same run from a checkpoint.
     *
     * @throws ConfigException if it is not one of nearly the same run, or a budget is used up there
     */
    RunPlan<C> continuingFrom(RunCheckpoint checkpoint) {
        RunDescription from = checkpoint.run();
        RunPlan<C> continued = new RunPlan<>(
                spec.continuingFrom(
                        new Origin(from.spec(), checkpoint.progress().steps())),
                model,
                trainer,
                data,
                resolved,
                broken,
                fingerprints,
                title,
                Optional.of(checkpoint));
        if (resolved.isPresent()) {
            from.obstacleTo(continued.description(from.backend(), from.library()))
                    .ifPresent(obstacle -> {
                        throw new ConfigException("The run of " + spec.model() + " on " + spec.task()
                                + " cannot train on from the checkpoint of the run "
                                + from.spec().runId() + ": " + obstacle);
                    });
            checkpoint.requireBudgetLeft(
                    training(), protocol(), data.train(targets()).positions());
        }
        return continued;
    }

    /**
     * Describes the run that its checkpoints belong to. The plan must be resolved.
     *
     * @param library the version of this library
     */
    RunDescription description(String backend, String library) {
        return new RunDescription(
                spec, library, backend, data.vocabulary(), trainingSpec().shape(), Optional.of(fingerprints));
    }

    /** Returns the flops of an example, which follow from the model's graph; empty if it cannot be built, or the trainer does not know. */
    OptionalLong flopsPerExample() {
        if (broken.isPresent()) {
            return OptionalLong.empty();
        }
        try (TrainingSession session = CheckedPlugin.of(Trainer.class, trainer).open(trainingSpec())) {
            return session.flopsPerExample();
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.debug("The flops of {} are not known", spec.model(), e);
            return OptionalLong.empty();
        }
    }

    /** Returns the reference lines; those that cannot be found are none: nothing measured is lost for that. */
    List<ReferenceLine> references() {
        try {
            return List.copyOf(data.references(targets()));
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("{} has no reference lines: {}", spec.task(), e.toString(), Faults.trace(LOG, e));
            return List.of();
        }
    }
}

package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.Origin;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunDescription;

/**
 * All that is needed for one run.
 *
 * @param fingerprints of data and code; no part of the id, by which results of versions without fingerprints are found too
 * @param comparison the title of what it belongs to; no part of the id, so that a new title repeats no run
 * @param origin the checkpoint of another run to train on from; empty to begin at step 0
 */
record Job<C extends Record>(
        String taskId,
        Record taskConfig,
        Trainer trainer,
        RunPlan<C> plan,
        Fingerprints fingerprints,
        Optional<String> comparison,
        Optional<RunCheckpoint> origin) {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    ObjectNode taskValues() {
        return new Configs().write(taskConfig);
    }

    /** Empty if the model could not be asked. */
    ObjectNode modelValues() {
        return plan.resolved()
                .map(TrainingSpec::config)
                .map(config -> new Configs().write(config))
                .orElseGet(Json.mapper()::createObjectNode);
    }

    ObjectNode trainingValues() {
        return new Configs().write(plan.training());
    }

    /**
     * The same run, but trained on from a checkpoint.
     *
     * @throws ConfigException if it is not one of nearly the same run, or a budget is used up there
     */
    Job<C> growingFrom(RunCheckpoint checkpoint) {
        Job<C> grown = new Job<>(taskId, taskConfig, trainer, plan, fingerprints, comparison, Optional.of(checkpoint));
        if (plan.resolved().isPresent()) {
            checkpoint
                    .run()
                    .obstacleTo(grown.description(
                            checkpoint.run().backend(), checkpoint.run().library()))
                    .ifPresent(obstacle -> {
                        throw new ConfigException("The run of " + plan.model().id() + " on " + taskId
                                + " cannot train on from the checkpoint of the run "
                                + checkpoint.run().runId() + ": " + obstacle);
                    });
            checkpoint.requireBudgetLeft(
                    plan.training(),
                    plan.protocol(),
                    plan.data().train(plan.targets()).positions());
        }
        return grown;
    }

    Optional<Origin> grownFrom() {
        return origin.map(checkpoint -> new Origin(
                checkpoint.run().runId(),
                checkpoint.progress().steps(),
                checkpoint.run().trainingConfig(),
                checkpoint.run().grownFrom()));
    }

    /**
     * Describes the run that its checkpoints belong to. Its plan must be resolved.
     *
     * @param library the version of this library
     */
    RunDescription description(String backend, String library) {
        return new RunDescription(
                runId(),
                library,
                backend,
                taskId,
                taskValues(),
                plan.data().vocabulary().symbols(),
                plan.model().id(),
                modelValues(),
                plan.spec().shape(),
                trainer.id(),
                trainingValues(),
                plan.protocol(),
                plan.targets(),
                plan.seed(),
                Optional.of(fingerprints),
                grownFrom());
    }

    /** The same for the same work; machine, time and number of threads do not matter. */
    String runId() {
        ObjectNode specification = Json.mapper().createObjectNode();
        specification.put("task", taskId);
        specification.set("taskConfig", taskValues());
        specification.put("model", plan.model().id());
        specification.set("modelConfig", modelValues());
        specification.put("trainer", trainer.id());
        specification.set("trainingConfig", trainingValues());
        specification.set("protocol", new Configs().write(plan.protocol()));
        specification.put("targets", plan.targets().name());
        specification.put("seed", plan.seed());
        origin.ifPresent(checkpoint -> {
            ObjectNode from = specification.putObject("grownFrom");
            from.put("runId", checkpoint.run().runId());
            from.put("steps", checkpoint.progress().steps());
        });
        return RunId.of(specification);
    }

    /** Those that cannot be found are none: nothing measured is lost for that. */
    List<ReferenceLine> references() {
        try {
            return plan.data().references(plan.targets());
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            LOG.warn("{} has no reference lines", taskId, e);
            return List.of();
        }
    }
}

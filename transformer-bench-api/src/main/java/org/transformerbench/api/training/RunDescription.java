package org.transformerbench.api.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.Origin;

/**
 * What a checkpoint belongs to. Only a run of which all of this is the same may go on from it: with anything else the result
 * would be that of neither run.
 *
 * @param runId as in {@link org.transformerbench.api.result.RunResult#runId()}
 * @param library the version of this library, as in {@link org.transformerbench.api.result.Provenance#version()}
 * @param backend what executes the graph, as in {@link org.transformerbench.api.TrainingSession#backend()}
 * @param task the task's id
 * @param taskConfig all values of its configuration
 * @param vocabulary all symbols in the order of their ids
 * @param model the model's id
 * @param modelConfig all values of its configuration
 * @param shape vocabulary size, context length and output positions
 * @param trainer the trainer's id
 * @param trainingConfig all values of {@link TrainingConfig}
 * @param protocol the rules
 * @param targets which positions enter the loss
 * @param seed of all {@linkplain org.transformerbench.api.SeedStreams seed streams}
 * @param fingerprints of data and code; empty in checkpoints of versions that noted none
 * @param grownFrom the checkpoint of another run that this one began with; empty if it began at step 0
 */
public record RunDescription(
        String runId,
        String library,
        String backend,
        String task,
        ObjectNode taskConfig,
        String vocabulary,
        String model,
        ObjectNode modelConfig,
        SequenceShape shape,
        String trainer,
        ObjectNode trainingConfig,
        Protocol protocol,
        Targets targets,
        long seed,
        Optional<Fingerprints> fingerprints,
        Optional<Origin> grownFrom) {

    private static final String FINGERPRINTS = "fingerprints";
    /** What another run that trains on may have of its own. */
    private static final List<String> OWN = List.of("runId", "trainingConfig", "grownFrom", FINGERPRINTS);
    /** Without these, neither the batches nor the moments of the optimizer would be those of one run. */
    private static final List<String> KEPT = List.of("batchSize", "beta1", "beta2", "epsilon");

    /**
     * The first thing in which another run differs.
     *
     * @param other the run that might go on
     * @return a phrase with both values; empty if nothing differs
     */
    public Optional<String> difference(RunDescription other) {
        return difference(
                        new Configs().write(this).without(FINGERPRINTS),
                        new Configs().write(other).without(FINGERPRINTS))
                .or(() -> Fingerprints.difference(fingerprints, other.fingerprints));
    }

    /**
     * Why another run cannot train on from a checkpoint of this one. It may have budgets, a learning rate, a schedule, a weight
     * decay, a limit of the gradient and evaluations of its own.
     *
     * @param other the run that would grow from it
     * @return a phrase; empty if it can
     */
    public Optional<String> obstacleTo(RunDescription other) {
        return difference(
                        new Configs().write(this).without(OWN),
                        new Configs().write(other).without(OWN))
                .or(() -> difference(
                        trainingConfig.deepCopy().retain(KEPT),
                        other.trainingConfig.deepCopy().retain(KEPT)))
                .or(() -> Fingerprints.difference(fingerprints, other.fingerprints));
    }

    private static Optional<String> difference(ObjectNode own, ObjectNode others) {
        Set<String> keys = new LinkedHashSet<>();
        own.fieldNames().forEachRemaining(keys::add);
        others.fieldNames().forEachRemaining(keys::add);
        return keys.stream()
                .filter(key -> !own.path(key).equals(others.path(key)))
                .findFirst()
                .map(key -> "its " + key + " is " + own.path(key) + ", that of this run " + others.path(key));
    }

    /**
     * How another run is trained otherwise.
     *
     * @param other the other run
     * @return for each value that differs, a phrase with both
     */
    public List<String> trainingDifferences(RunDescription other) {
        return Configs.keys(TrainingConfig.class).stream()
                .filter(key -> !trainingConfig.path(key).equals(other.trainingConfig.path(key)))
                .map(key -> key + " " + Configs.text(trainingConfig.path(key)) + " there, "
                        + Configs.text(other.trainingConfig.path(key)) + " here")
                .toList();
    }
}

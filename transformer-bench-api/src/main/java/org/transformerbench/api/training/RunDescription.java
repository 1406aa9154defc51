package org.transformerbench.api.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/**
 * The run that a checkpoint belongs to. Only a run of which all of this is the same may go on from it: with anything else the
 * result would be that of neither run.
 *
 * @param spec all that determines the run
 * @param library the version of this library, as in {@link org.transformerbench.api.result.Provenance#version()}
 * @param backend what executes the graph, as in {@link org.transformerbench.api.TrainingSession#backend()}
 * @param vocabulary of the data
 * @param shape vocabulary size, context length and output positions
 * @param fingerprints of data and code; empty if none were noted
 */
public record RunDescription(
        RunSpec spec,
        String library,
        String backend,
        Vocabulary vocabulary,
        SequenceShape shape,
        Optional<Fingerprints> fingerprints) {

    private static final String FINGERPRINTS = "fingerprints";
    /** The values that a run that trains on may have of its own. */
    private static final List<String> OWN = List.of("trainingConfig", "continuedFrom");
    /** Without these, neither the batches nor the moments of the optimizer would be those of one run. */
    private static final List<String> KEPT = List.of("batchSize", "beta1", "beta2", "epsilon");

    /**
     * Returns the short name of the run.
     *
     * @return as in {@link RunSpec#runId()}
     */
    public String runId() {
        return spec.runId();
    }

    /**
     * Returns the first thing in which another run differs.
     *
     * @param other the run that might go on
     * @return a phrase with both values; empty if nothing differs
     */
    public Optional<String> difference(RunDescription other) {
        return difference(values(), other.values()).or(() -> Fingerprints.difference(fingerprints, other.fingerprints));
    }

    /**
     * Returns why another run cannot train on from a checkpoint of this one. It may have budgets, a learning rate, a schedule,
     * a weight decay, a limit of the gradient and evaluations of its own.
     *
     * @param other the run that would continue from it
     * @return a phrase; empty if it can
     */
    public Optional<String> obstacleTo(RunDescription other) {
        return difference(values().without(OWN), other.values().without(OWN))
                .or(() -> difference(
                        trainingValues().retain(KEPT), other.trainingValues().retain(KEPT)))
                .or(() -> Fingerprints.difference(fingerprints, other.fingerprints));
    }

    /** The values of the specification beside the others. */
    private ObjectNode values() {
        ObjectNode values = new Configs().write(spec.withoutDataLocation());
        values.setAll((ObjectNode) new Configs().write(this).without(List.of("spec", FINGERPRINTS)));
        return values;
    }

    private ObjectNode trainingValues() {
        return new Configs().write(spec.trainingConfig());
    }

    private static Optional<String> difference(ObjectNode own, ObjectNode others) {
        Set<String> keys = new LinkedHashSet<>();
        own.fieldNames().forEachRemaining(keys::add);
        others.fieldNames().forEachRemaining(keys::add);
        return keys.stream()
                .filter(key -> !own.path(key).equals(others.path(key)))
                .findFirst()
                .map(key -> "its " + key + " is " + Sha256.brief(own.path(key).toString()) + ", that of this run "
                        + Sha256.brief(others.path(key).toString()));
    }

    /**
     * Returns how the training of another run differs.
     *
     * @param other the other run
     * @return for each value that differs, a phrase with both
     */
    public List<String> trainingDifferences(RunDescription other) {
        ObjectNode own = trainingValues();
        ObjectNode others = other.trainingValues();
        return Configs.keys(TrainingConfig.class).stream()
                .filter(key -> !own.path(key).equals(others.path(key)))
                .map(key ->
                        key + " " + Configs.text(own.path(key)) + " there, " + Configs.text(others.path(key)) + " here")
                .toList();
    }
}

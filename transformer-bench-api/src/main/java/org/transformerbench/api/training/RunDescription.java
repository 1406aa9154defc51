package org.transformerbench.api.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.Fingerprints;

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
        Optional<Fingerprints> fingerprints) {

    private static final String FINGERPRINTS = "fingerprints";

    /**
     * The first thing in which another run differs.
     *
     * @param other the run that might go on
     * @return a phrase with both values; empty if nothing differs
     */
    public Optional<String> difference(RunDescription other) {
        ObjectNode own = new Configs().write(this).without(FINGERPRINTS);
        ObjectNode others = new Configs().write(other);
        for (Map.Entry<String, JsonNode> entry : own.properties()) {
            JsonNode value = others.path(entry.getKey());
            if (!value.equals(entry.getValue())) {
                return Optional.of("its " + entry.getKey() + " is " + entry.getValue() + ", that of this run " + value);
            }
        }
        return Fingerprints.difference(fingerprints, other.fingerprints);
    }
}

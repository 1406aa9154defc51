package org.transformerbench.api.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.run.RunSpec;

/**
 * Everything that is known of one run.
 *
 * @param spec all that determines the run
 * @param outcome how it ended, and why
 * @param curve all evaluations
 * @param measurements what was measured beside them
 * @param provenance what it was made of and with: data, code, versions and machine
 */
public record RunResult(
        RunSpec spec, Outcome outcome, List<CurvePoint> curve, Measurements measurements, Provenance provenance) {

    /** The version of {@link #toJson()} that this library writes and reads. */
    public static final int FORMAT_VERSION = 2;

    /** The key of the run id, by which a reader of the file finds the results of a run. */
    static final String RUN_ID = "runId";

    public RunResult {
        Require.given("spec", spec);
        Require.given("outcome", outcome);
        Require.eachGiven("curve", curve);
        Require.given("measurements", measurements);
        Require.given("provenance", provenance);
        curve = List.copyOf(curve);
    }

    /**
     * Returns the short name of the run, the same in every process.
     *
     * @return as in {@link RunSpec#runId()}
     */
    public String runId() {
        return spec.runId();
    }

    /**
     * Returns the best evaluation of the {@link #curve()}, which need not be the last one, by which the run is judged.
     *
     * @return the one with the lowest loss on validation data, or on test data where no validation data is set apart; empty
     *     if neither was evaluated
     */
    public Optional<BestEvaluation> bestEvaluation() {
        return BestEvaluation.of(curve);
    }

    /**
     * Replaces the provenance.
     *
     * @param changed all of it
     * @return a changed copy
     */
    public RunResult withProvenance(Provenance changed) {
        return new RunResult(spec, outcome, curve, measurements, changed);
    }

    /**
     * Writes the result as it stands in a file of results.
     *
     * @return one line of JSON, an object that begins with {@code formatVersion} and {@code runId}
     */
    public String toJson() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(VersionedJson.KEY, FORMAT_VERSION).put(RUN_ID, runId());
        return tree.setAll(new Configs().write(this)).toString();
    }

    /**
     * Reads what {@link #toJson()} has written.
     *
     * @param json an object
     * @return the result
     * @throws ConfigException if it is no JSON, of another version, a key is unknown or missing, a value is not valid, or the
     *     id is not that of the specification; the message names the place
     */
    public static RunResult fromJson(String json) {
        try {
            return fromJson(Json.tree(json));
        } catch (JsonProcessingException e) {
            throw new ConfigException(Json.explain(e), e);
        }
    }

    static RunResult fromJson(JsonNode tree) {
        ObjectNode content = VersionedJson.content(tree, FORMAT_VERSION);
        String runId = Optional.ofNullable(content.remove(RUN_ID))
                .map(JsonNode::asText)
                .orElseThrow(() -> new ConfigException(RUN_ID + " of RunResult is missing"));
        RunResult result = new Configs().read(content, RunResult.class);
        Require.that(
                runId.equals(result.runId()),
                RUN_ID,
                runId,
                "must be %s, the id of the spec beside it, which has been changed",
                result.runId());
        return result;
    }
}

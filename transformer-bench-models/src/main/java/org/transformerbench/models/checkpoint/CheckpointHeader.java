package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.training.RunDescription;
import org.transformerbench.api.training.TrainingProgress;

/**
 * All of a run's checkpoint that is no tensor.
 *
 * @param version of this form, {@value #VERSION}
 * @param run what the checkpoint belongs to
 * @param progress where the run is
 * @param failures of listeners and checkpoints until there
 * @param optimizerSteps how many the optimizer has counted
 */
record CheckpointHeader(int version, RunDescription run, TrainingProgress progress, int failures, long optimizerSteps) {
    /** The version that this library writes and reads. */
    static final int VERSION = 1;

    String toJson() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A header of plain values cannot be written", e);
        }
    }

    /**
     * @throws DataException if it is of another version; the message begins with what has it
     */
    static void requireVersion(String owner, String json) {
        JsonNode version = tree(owner, json).path("version");
        if (!version.isIntegralNumber() || version.asLong() != VERSION) {
            throw new DataException(
                    owner + " is a checkpoint of another version of this library: its form has the version "
                            + version.asText("unknown") + ", this version reads " + VERSION);
        }
    }

    /**
     * @throws DataException if it is no header; the message begins with what has it
     */
    static CheckpointHeader parse(String owner, String json) {
        try {
            return Json.mapper().treeToValue(tree(owner, json), CheckpointHeader.class);
        } catch (JsonProcessingException e) {
            throw unreadable(owner, e);
        }
    }

    private static JsonNode tree(String owner, String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw unreadable(owner, e);
        }
    }

    private static DataException unreadable(String owner, JsonProcessingException e) {
        return new DataException(owner + " does not describe its run as it should: " + e.getOriginalMessage(), e);
    }
}

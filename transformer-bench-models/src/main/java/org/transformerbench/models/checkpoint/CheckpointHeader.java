package org.transformerbench.models.checkpoint;

import org.transformerbench.api.DataException;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.training.RunDescription;
import org.transformerbench.api.training.TrainingProgress;

/**
 * All parts of a checkpoint that are not tensors.
 *
 * @param run what the checkpoint belongs to
 * @param progress where the run is
 * @param failures of listeners and checkpoints until there
 * @param optimizerSteps how many the optimizer has counted
 */
record CheckpointHeader(RunDescription run, TrainingProgress progress, int failures, long optimizerSteps) {
    /** The version of the format that this library writes and reads. */
    static final int VERSION = 2;

    String toJson() {
        return VersionedJson.write(VERSION, this).toString();
    }

    /**
     * Checks the version of a header.
     *
     * @throws DataException if it is no JSON object or of another version; the message begins with what has it
     */
    static void requireVersion(String owner, String json) {
        reader(owner).requireVersion(json);
    }

    /**
     * Parses a header.
     *
     * @throws DataException if it is no header; the message begins with what has it
     */
    static CheckpointHeader parse(String owner, String json) {
        return reader(owner).read(json, CheckpointHeader.class);
    }

    private static MetadataJson reader(String owner) {
        return new MetadataJson(owner, "run", "is a checkpoint of", VERSION);
    }
}

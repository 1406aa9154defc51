package org.transformerbench.models.checkpoint;

import org.transformerbench.api.DataException;
import org.transformerbench.api.training.RunDescription;
import org.transformerbench.api.training.TrainingProgress;

/**
 * All parts of a checkpoint that are not tensors.
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
        return VersionedJson.write(this);
    }

    /**
     * Checks the version of a header.
     *
     * @throws DataException if it is no JSON object or of another version; the message begins with what has it
     */
    static void requireVersion(String owner, String json) {
        reader(owner).object(json);
    }

    /**
     * Parses a header.
     *
     * @throws DataException if it is no header; the message begins with what has it
     */
    static CheckpointHeader parse(String owner, String json) {
        return reader(owner).read(json, CheckpointHeader.class);
    }

    private static VersionedJson reader(String owner) {
        return new VersionedJson(owner, "run", "is a checkpoint of", VERSION);
    }
}

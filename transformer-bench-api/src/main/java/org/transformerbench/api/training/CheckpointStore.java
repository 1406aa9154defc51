package org.transformerbench.api.training;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A store of the state of runs in training, one checkpoint per run. Called by several threads where runs are made side by side,
 * each for runs of its own.
 */
public interface CheckpointStore {

    /**
     * Replaces the checkpoint of a run. If the process ends meanwhile, the one before is still there.
     *
     * @param checkpoint the state
     * @throws IOException if it cannot be written; the one before is still there
     */
    void save(RunCheckpoint checkpoint) throws IOException;

    /**
     * Returns the checkpoint of a run.
     *
     * @param runId as in {@link RunDescription#runId()}
     * @return empty if there is none
     * @throws org.transformerbench.api.DataException if there is something that is damaged, foreign or of another version; the
     *     message gives the reason
     * @throws IOException if it cannot be read
     */
    Optional<RunCheckpoint> find(String runId) throws IOException;

    /**
     * Returns summaries of the checkpoints of all runs, to say what there is to go on from.
     *
     * @return those that can be read, in any order; none by default
     * @throws IOException if they cannot be looked up
     */
    default List<CheckpointSummary> list() throws IOException {
        return List.of();
    }

    /**
     * Removes the checkpoint of a run, if there is one.
     *
     * @param runId of the run
     * @throws IOException if it cannot be removed
     */
    void delete(String runId) throws IOException;

    /**
     * Puts a checkpoint that was refused where it is neither found nor overwritten, for the user to look at.
     *
     * @param runId of the run
     * @return where it is now, as a phrase
     * @throws IOException if it cannot be moved
     */
    String setAside(String runId) throws IOException;
}

package org.transformerbench.api.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.RunCheckpoint;

/** A store of checkpoints for as long as this process lasts. */
final class PausedRuns implements CheckpointStore {
    private final Map<String, RunCheckpoint> checkpoints = new ConcurrentHashMap<>();

    @Override
    public void save(RunCheckpoint checkpoint) {
        checkpoints.put(checkpoint.run().runId(), checkpoint);
    }

    @Override
    public Optional<RunCheckpoint> find(String runId) {
        return Optional.ofNullable(checkpoints.get(runId));
    }

    @Override
    public void delete(String runId) {
        checkpoints.remove(runId);
    }

    @Override
    public String setAside(String runId) {
        checkpoints.remove(runId);
        return "nothing, it was in memory only";
    }
}

package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.CheckpointSummary;
import org.transformerbench.api.training.RunCheckpoint;

/**
 * The checkpoints of one command's runs. As long as the result of a run could not be written, its checkpoint stays: if the
 * process is killed, the run is not lost with both. With {@code --again} no run goes on from a checkpoint of an earlier command.
 */
final class CommandCheckpoints implements CheckpointStore {
    private final CheckpointStore checkpoints;
    private final Predicate<String> lacksResult;
    private final boolean startOver;
    private final PrintWriter messages;
    private final Set<String> later = ConcurrentHashMap.newKeySet();

    /**
     * Creates the checkpoints.
     *
     * @param lacksResult whether a run has a result that is not written yet
     * @param startOver whether each run starts from its beginning
     * @param messages is told of what cannot be removed
     */
    CommandCheckpoints(
            CheckpointStore checkpoints, Predicate<String> lacksResult, boolean startOver, PrintWriter messages) {
        this.checkpoints = checkpoints;
        this.lacksResult = lacksResult;
        this.startOver = startOver;
        this.messages = messages;
    }

    @Override
    public void save(RunCheckpoint checkpoint) throws IOException {
        checkpoints.save(checkpoint);
    }

    @Override
    public Optional<RunCheckpoint> find(String runId) throws IOException {
        if (startOver) {
            remove(runId);
            return Optional.empty();
        }
        return checkpoints.find(runId);
    }

    @Override
    public List<CheckpointSummary> list() throws IOException {
        return startOver ? List.of() : checkpoints.list();
    }

    @Override
    public void delete(String runId) throws IOException {
        if (lacksResult.test(runId)) {
            later.add(runId);
        } else {
            checkpoints.delete(runId);
        }
    }

    @Override
    public String setAside(String runId) throws IOException {
        return checkpoints.setAside(runId);
    }

    /** Deletes the checkpoints whose results have been written in the meantime. */
    void deleteWritten() {
        later.stream().filter(lacksResult.negate()).forEach(this::remove);
    }

    private void remove(String runId) {
        try {
            checkpoints.delete(runId);
        } catch (IOException e) {
            messages.println("The checkpoint of the run " + runId + " could not be removed: " + e);
            messages.flush();
        }
    }
}

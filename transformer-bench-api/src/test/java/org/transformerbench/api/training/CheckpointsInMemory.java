package org.transformerbench.api.training;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.transformerbench.api.DataException;

/** Checkpoints without a disk, which can fail. */
public final class CheckpointsInMemory implements CheckpointStore {
    public final Map<String, RunCheckpoint> kept = new ConcurrentHashMap<>();
    public final List<String> aside = new ArrayList<>();
    public boolean full;
    public Optional<String> refusal = Optional.empty();
    /** What reading throws instead of what is there. */
    public Optional<IOException> unreadable = Optional.empty();

    public int saves;
    /** So many writes are closed by an interrupt. */
    public int interruptedSaves;

    @Override
    public void save(RunCheckpoint checkpoint) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        if (interruptedSaves > 0) {
            interruptedSaves--;
            throw new ClosedByInterruptException();
        }
        saves++;
        kept.put(checkpoint.run().runId(), checkpoint);
    }

    @Override
    public Optional<RunCheckpoint> find(String runId) throws IOException {
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
        if (refusal.isPresent()) {
            throw new DataException(refusal.get());
        }
        return Optional.ofNullable(kept.get(runId));
    }

    @Override
    public List<CheckpointSummary> list() {
        return kept.values().stream()
                .map(each -> new CheckpointSummary(each.run(), each.progress().steps(), "a memory"))
                .toList();
    }

    @Override
    public void delete(String runId) throws IOException {
        if (full) {
            throw new IOException("Read-only file system");
        }
        kept.remove(runId);
    }

    @Override
    public String setAside(String runId) {
        aside.add(runId);
        kept.remove(runId);
        return "a memory";
    }
}

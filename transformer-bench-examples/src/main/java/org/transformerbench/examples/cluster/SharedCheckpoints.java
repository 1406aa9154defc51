package org.transformerbench.examples.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.models.checkpoint.CheckpointFolder;

/**
 * A folder of checkpoints in a file system that all machines share. Each checkpoint is a file of its own, {@code
 * RUN_ID.STEP.safetensors}, since not every such file system can replace one; those of earlier steps are deleted when the next one is
 * there. An attempt that is taken for lost, but goes on, writes files with the same names and the same content.
 */
final class SharedCheckpoints implements CheckpointStore {
    private static final String ENDING = ".safetensors";
    private static final String REFUSED = ".refused";

    private final FileSystem files;
    private final Path folder;
    private final boolean ofDriver;

    private SharedCheckpoints(FileSystem files, Path folder, boolean ofDriver) {
        this.files = files;
        this.folder = folder;
        this.ofDriver = ofDriver;
    }

    /**
     * Opens a folder, and makes it if it is not there.
     *
     * @param uri of any file system that Hadoop knows, such as {@code hdfs://host/checkpoints} or {@code file:///mnt/checkpoints}
     * @throws IOException if it cannot be reached
     */
    static SharedCheckpoints open(String uri, Configuration configuration) throws IOException {
        Path folder = new Path(uri);
        FileSystem files = folder.getFileSystem(configuration);
        files.mkdirs(folder);
        return new SharedCheckpoints(files, files.makeQualified(folder), true);
    }

    /** Returns the same checkpoints for an executor, which deletes none, because its result may be lost on the way to the driver. */
    SharedCheckpoints ofExecutor() {
        return new SharedCheckpoints(files, folder, false);
    }

    @Override
    public void save(RunCheckpoint checkpoint) throws IOException {
        String runId = checkpoint.run().runId();
        Path named = named(runId, checkpoint.progress().steps());
        Path temporary = new Path(folder, "." + runId + "." + UUID.randomUUID());
        inTemporaryFolder(local -> {
            local.save(checkpoint);
            files.copyFromLocalFile(true, true, new Path(local.file(runId).toUri()), temporary);
            return Optional.empty();
        });
        boolean moved = files.rename(temporary, named);
        if (!moved) {
            files.delete(temporary, false);
            if (!files.exists(named)) {
                throw new IOException("The checkpoint " + named + " cannot be given its name");
            }
        }
        for (Path each : all(runId)) {
            if (!each.equals(named)) {
                files.delete(each, false);
            }
        }
    }

    @Override
    public Optional<RunCheckpoint> find(String runId) throws IOException {
        Optional<Path> last = all(runId).stream().findFirst();
        if (last.isEmpty()) {
            return Optional.empty();
        }
        return inTemporaryFolder(local -> {
            files.copyToLocalFile(false, last.get(), new Path(local.file(runId).toUri()), true);
            return local.find(runId);
        });
    }

    @Override
    public void delete(String runId) throws IOException {
        if (!ofDriver) {
            return;
        }
        for (Path each : all(runId)) {
            files.delete(each, false);
        }
    }

    @Override
    public String setAside(String runId) throws IOException {
        Path last = all(runId).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("There is no checkpoint of the run " + runId + " in " + folder));
        Path aside = last.suffix(REFUSED);
        files.delete(aside, false);
        if (!files.rename(last, aside)) {
            throw new IOException(last + " cannot be renamed to " + aside);
        }
        return aside.toString();
    }

    private Path named(String runId, long step) {
        return new Path(folder, runId + "." + step + ENDING);
    }

    /** Returns the checkpoints of a run, the one of the last step first. */
    private List<Path> all(String runId) throws IOException {
        FileStatus[] found = files.globStatus(new Path(folder, runId + ".*" + ENDING));
        return Arrays.stream(found == null ? new FileStatus[0] : found)
                .map(FileStatus::getPath)
                .filter(path -> step(path) >= 0)
                .sorted(Comparator.comparingLong(SharedCheckpoints::step).reversed())
                .toList();
    }

    /** Returns the step in the name of a file; negative if there is none. */
    private static long step(Path path) {
        String[] parts = path.getName().split("\\.");
        return parts.length == 3 && parts[1].matches("\\d{1,18}") ? Long.parseLong(parts[1]) : -1;
    }

    /** The work with checkpoints on this machine. */
    private interface Work {
        Optional<RunCheckpoint> in(CheckpointFolder local) throws IOException;
    }

    private static Optional<RunCheckpoint> inTemporaryFolder(Work work) throws IOException {
        java.nio.file.Path temporary = Files.createTempDirectory("transformer-bench-checkpoint");
        try {
            return work.in(new CheckpointFolder(temporary));
        } finally {
            try (var content = Files.list(temporary)) {
                for (java.nio.file.Path file : content.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(temporary);
        }
    }
}

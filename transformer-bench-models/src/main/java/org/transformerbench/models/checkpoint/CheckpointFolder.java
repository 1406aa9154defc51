package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.DataException;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.CheckpointSummary;
import org.transformerbench.api.training.RunCheckpoint;

/**
 * A folder of checkpoints of runs in training, one file {@code <run id>.safetensors} per run. A file holds parameters and both
 * moments of each ({@code parameter.NAME}, {@code first_moment.NAME}, {@code second_moment.NAME}), where another model of the run was the
 * best so far its parameters too ({@code best_parameter.NAME}), and among its metadata a
 * header with everything else, with a version, and a SHA-256 of all that. Each file is replaced as a whole: it can be read at any
 * time, also after the process was killed. Nothing in such a file can execute.
 *
 * <p>Any of the files may be deleted while no process makes its run, which then starts from its beginning. Two processes must
 * not make the same run in the same folder at the same time.
 */
public final class CheckpointFolder implements CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

    private static final String HEADER = "transformer-bench-checkpoint";
    private static final String SHA_256 = "transformer-bench-sha-256";
    private static final String PARAMETER = "parameter.";
    private static final String BEST_PARAMETER = "best_parameter.";
    private static final String FIRST_MOMENT = "first_moment.";
    private static final String SECOND_MOMENT = "second_moment.";
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private final Safetensors safetensors = new Safetensors();
    private final Path folder;

    /**
     * Creates the folder object; the folder itself is created with the first checkpoint.
     *
     * @param folder for example {@code checkpoints}
     */
    public CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the file of a run's checkpoint, if there is one.
     *
     * @param runId letters, digits, hyphens and underscores, at most 100
     * @return the path of the file
     * @throws IllegalArgumentException if there is anything else in the id, that could be a path
     */
    public Path file(String runId) {
        Require.that(
                RUN_ID.matcher(runId).matches(),
                "runId",
                runId,
                "must be letters, digits, hyphens and underscores, at most 100");
        return folder.resolve(runId + ".safetensors");
    }

    @Override
    public void save(RunCheckpoint checkpoint) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        OptimizerState optimizer = checkpoint.optimizer();
        checkpoint.parameters().forEach((name, tensor) -> tensors.put(PARAMETER + name, tensor));
        optimizer.firstMoments().forEach((name, tensor) -> tensors.put(FIRST_MOMENT + name, tensor));
        optimizer.secondMoments().forEach((name, tensor) -> tensors.put(SECOND_MOMENT + name, tensor));
        checkpoint.bestParameters().forEach((name, tensor) -> tensors.put(BEST_PARAMETER + name, tensor));
        String header = new CheckpointHeader(
                        checkpoint.run(), checkpoint.progress(), checkpoint.failures(), optimizer.steps())
                .toJson();
        safetensors.write(
                file(checkpoint.run().runId()),
                tensors,
                Map.of(HEADER, header, SHA_256, ContentHash.of(header, tensors)));
    }

    /** {@inheritDoc} What a process that was killed has left of writing this checkpoint is removed. */
    @Override
    public Optional<RunCheckpoint> find(String runId) throws IOException {
        Path file = file(runId);
        AtomicFile.removeLeftovers(file);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RunCheckpoint found = read(file);
        if (!found.run().runId().equals(runId)) {
            throw new DataException(file + " is the checkpoint of another run: "
                    + Excerpt.of(found.run().runId()));
        }
        return Optional.of(found);
    }

    /** {@inheritDoc} What is no checkpoint, or is damaged, is left out. */
    @Override
    public List<CheckpointSummary> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<CheckpointSummary> kept = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                header(file)
                        .ifPresent(header -> kept.add(new CheckpointSummary(
                                header.run(), header.progress().steps(), file.toString())));
            }
        }
        return kept;
    }

    private Optional<CheckpointHeader> header(Path file) {
        try {
            return Optional.ofNullable(safetensors.readMetadata(file).get(HEADER))
                    .map(header -> CheckpointHeader.parse(file.toString(), header));
        } catch (IOException | DataException e) {
            LOG.debug("{} is left out", file, e);
            return Optional.empty();
        }
    }

    /**
     * Reads the checkpoint of any run, to continue training from it.
     *
     * @param file as {@link #file} names it, or a copy
     * @return the checkpoint
     * @throws DataException if it is damaged, foreign or of another version; the message gives the reason
     * @throws IOException if it cannot be read
     */
    public static RunCheckpoint read(Path file) throws IOException {
        SafetensorsFile whole = new Safetensors().readFile(file);
        Map<String, String> metadata = whole.metadata();
        String header = metadata.get(HEADER);
        if (header == null) {
            throw new DataException(file + " is no checkpoint of a run in training"
                    + (metadata.containsKey(SavedModel.KEY)
                            ? ", but a trained model, saved by 'compare --save'"
                            : ": it was not written by this library"));
        }
        CheckpointHeader.requireVersion(file.toString(), header);
        Map<String, Tensor> tensors = whole.tensors();
        if (!ContentHash.of(header, tensors).equals(metadata.get(SHA_256))) {
            throw new DataException(file + " is damaged: its content is not the one whose SHA-256 was noted");
        }
        CheckpointHeader content = CheckpointHeader.parse(file.toString(), header);
        try {
            return new RunCheckpoint(
                    content.run(),
                    content.progress(),
                    content.failures(),
                    named(PARAMETER, tensors),
                    new OptimizerState(
                            content.optimizerSteps(), named(FIRST_MOMENT, tensors), named(SECOND_MOMENT, tensors)),
                    named(BEST_PARAMETER, tensors));
        } catch (IllegalArgumentException e) {
            throw new DataException(file + " contradicts itself: " + e.getMessage(), e);
        }
    }

    private static Map<String, Tensor> named(String beginning, Map<String, Tensor> tensors) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(beginning)) {
                named.put(name.substring(beginning.length()), tensor);
            }
        });
        return named;
    }

    @Override
    public void delete(String runId) throws IOException {
        AtomicFile.removeLeftovers(file(runId));
        Files.deleteIfExists(file(runId));
    }

    @Override
    public String setAside(String runId) throws IOException {
        Path aside = folder.resolve(runId + ".refused");
        Files.move(file(runId), aside, StandardCopyOption.REPLACE_EXISTING);
        return aside.toString();
    }

    /** Deletes the folder if it is empty. To be called when no run is in training. */
    public void removeIfEmpty() {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} holds checkpoints of runs that go on later", folder);
        } catch (IOException e) {
            LOG.info("The folder {} stays: {}", folder, e.toString());
        }
    }
}

package org.transformerbench.api.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.result.AtomicFile;

/** A file of trials as JSON lines, UTF-8. It is replaced as a whole with each further one. */
public final class TrialFile implements TrialStore {
    private static final Logger LOG = LoggerFactory.getLogger(TrialFile.class);
    /** The version of a line that this library writes and reads. */
    private static final int FORMAT_VERSION = 1;

    private final Path path;
    private final List<Trial> trials;

    private TrialFile(Path path, List<Trial> trials) {
        this.path = path;
        this.trials = trials;
    }

    /**
     * Opens a file; it is made with the first trial. Where its last line was cut off, that trial is left out, with a warning; the
     * line goes when the file is next written.
     *
     * @param path for example {@code tuning.jsonl}
     * @return the store, with the trials of the file
     * @throws DataException if a line is no trial; the message names its number
     * @throws UncheckedIOException if the file cannot be read
     */
    public static TrialFile open(Path path) {
        String content;
        try {
            // Not readAllLines: a line that is cut off inside a character must be found by its number too.
            content = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return new TrialFile(path, new ArrayList<>());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e, e);
        }
        List<String> lines = content.lines().toList();
        List<Trial> read = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                boolean open = i == lines.size() - 1 && !content.endsWith("\n");
                trial(path, i + 1, lines.get(i), open).ifPresent(read::add);
            }
        }
        return new TrialFile(path, read);
    }

    /**
     * Reads a line.
     *
     * @param open whether no line break follows
     * @return empty if it was cut off
     */
    private static Optional<Trial> trial(Path path, int number, String line, boolean open) {
        try {
            JsonNode tree = Json.tree(line);
            return Optional.of(VersionedJson.read(tree, FORMAT_VERSION, Trial.class));
        } catch (JsonProcessingException e) {
            if (open && VersionedJson.isBeginning(line)) {
                LOG.warn("Line {} of {} was cut off when it was written; its trial is left out", number, path);
                return Optional.empty();
            }
            throw noTrial(path, number, Json.explain(e), e);
        } catch (ConfigException e) {
            throw noTrial(path, number, e.getMessage(), e);
        }
    }

    private static DataException noTrial(Path path, int number, String why, Exception cause) {
        return new DataException(
                "Line " + number + " of " + path + " is no trial of a tuning, remove or mend it: " + why, cause);
    }

    @Override
    public synchronized List<Trial> trials() {
        return List.copyOf(trials);
    }

    @Override
    public synchronized void add(Trial trial) {
        trials.add(trial);
        write();
    }

    /**
     * Replaces the file as a whole: a reader sees the old trials or the new ones.
     *
     * @param others all that the file shall hold
     * @throws UncheckedIOException if it cannot be written
     */
    public synchronized void replace(Collection<Trial> others) {
        trials.clear();
        trials.addAll(others);
        write();
    }

    private void write() {
        StringBuilder text = new StringBuilder();
        trials.forEach(
                each -> text.append(VersionedJson.write(FORMAT_VERSION, each)).append('\n'));
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            AtomicFile.replace(path, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path + ": " + e, e);
        }
    }
}

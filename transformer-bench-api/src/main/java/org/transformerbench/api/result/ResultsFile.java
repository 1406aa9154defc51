package org.transformerbench.api.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.OtherVersionException;
import org.transformerbench.api.config.VersionedJson;

/**
 * Results as JSON lines: one result per line, UTF-8, appended and forced to disk as soon as a run ends. Several threads
 * and processes may append to one file.
 */
public final class ResultsFile implements Consumer<RunResult> {
    private static final Logger LOG = LoggerFactory.getLogger(ResultsFile.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Path path;

    /**
     * Names the file; it is made when the first result is appended.
     *
     * @param path for example {@code results.jsonl}
     */
    public ResultsFile(Path path) {
        this.path = path;
    }

    /**
     * Returns the path of the file.
     *
     * @return the path
     */
    public Path path() {
        return path;
    }

    /**
     * Appends one line. If a process was killed in the middle of a line, what there is of it is dropped. A thread that
     * is interrupted appends it nevertheless, and stays interrupted.
     *
     * @param result the result
     * @throws UncheckedIOException if it cannot be written, for example because the disk is full; the file then holds nothing
     *     of it
     */
    @Override
    public void accept(RunResult result) {
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            String line = result.toJson() + "\n";
            // Plain files: an interrupt closes a channel that is at work, and with it the result is lost.
            try (FileOutputStream out = new FileOutputStream(path.toFile(), true);
                    RandomAccessFile content = new RandomAccessFile(path.toFile(), "rw")) {
                Optional<FileLock> lock = lock(out.getChannel());
                try {
                    boolean lineIsOpen = FileTail.dropCutOffLine(content, path);
                    append(content, out, (lineIsOpen ? "\n" : "") + line);
                } finally {
                    if (lock.isPresent()) {
                        lock.get().release();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot append to " + path + ": " + describe(e), e);
        }
    }

    /** The whole line or, on a disk that is full, nothing: the file is then as it was. */
    private static void append(RandomAccessFile content, FileOutputStream out, String text) throws IOException {
        long before = content.length();
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.getFD().sync();
        } catch (IOException e) {
            try {
                content.setLength(before);
            } catch (IOException also) {
                e.addSuppressed(also); // The next one who appends drops what is left of the line.
            }
            throw e;
        }
    }

    /** The messages of file system exceptions hold the path only; what went wrong is their type. */
    private static String describe(IOException e) {
        return e instanceof FileSystemException
                ? e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    /**
     * Keeps other threads and processes out, unless the file system has no locks or someone holds one for good: what is
     * appended at once is then most likely whole too.
     */
    private static Optional<FileLock> lock(FileChannel channel) {
        boolean interrupted = false;
        try {
            long start = System.nanoTime();
            while (System.nanoTime() - start < LONGEST_WAIT.toNanos()) {
                try {
                    // Far behind the content, because on some systems a locked part cannot be read.
                    FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
                    if (lock != null) {
                        return Optional.of(lock);
                    }
                } catch (OverlappingFileLockException e) {
                    // Another thread of this JVM has it.
                } catch (IOException e) {
                    return Optional.empty();
                }
                try {
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return Optional.empty();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Replaces the file as a whole: a reader sees the old results or the new ones. What another process appends meanwhile is lost.
     *
     * @param results all that the file shall hold, in the order of its lines
     * @throws UncheckedIOException if it cannot be written; the file is then as it was
     */
    public void replace(Collection<RunResult> results) {
        try {
            AtomicFile.replace(path, temporary -> {
                try (BufferedWriter writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                    for (RunResult result : results) {
                        writer.write(result.toJson());
                        writer.write('\n');
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path + ": " + describe(e), e);
        }
    }

    /**
     * Reads all results. A last line that was cut off, because its process was killed, is left out with a warning.
     *
     * @return in the order in which they were written; empty if there is no file
     * @throws DataException if a line is no result, or one of another version of the library; the message names its number
     * @throws UncheckedIOException if the file cannot be read
     */
    public List<RunResult> read() {
        String content;
        try {
            // Not readAllLines: a line that is cut off inside a character must be found by its number too.
            content = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + describe(e), e);
        }
        List<String> lines = content.lines().toList();
        List<RunResult> results = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                results.add(result(i + 1, lines.get(i)));
            } catch (JsonProcessingException e) {
                boolean last = i == lines.size() - 1 && !content.endsWith("\n");
                if (last && VersionedJson.isBeginning(lines.get(i))) {
                    LOG.warn("Line {} of {} was cut off when it was written; it is left out", i + 1, path);
                    continue;
                }
                throw noResult(i + 1, Json.explain(e), e);
            } catch (ConfigException e) {
                throw noResult(i + 1, e.getMessage(), e);
            }
        }
        return results;
    }

    /**
     * Returns the results that count: where a run was made several times, also by two processes at once, that is the last one.
     *
     * @param results in the order in which they were written
     * @return one result per {@linkplain RunResult#runId() id}, in the order of the first ones
     */
    public static List<RunResult> lastOfEachRun(Collection<RunResult> results) {
        Map<String, RunResult> last = new LinkedHashMap<>();
        results.forEach(result -> last.put(result.runId(), result));
        return List.copyOf(last.values());
    }

    private RunResult result(int number, String line) throws JsonProcessingException {
        JsonNode tree = Json.tree(line);
        try {
            return RunResult.fromJson(tree);
        } catch (OtherVersionException e) {
            // Any format has the run's id: what has none is no result of another version.
            if (!tree.has(RunResult.RUN_ID)) {
                throw e;
            }
            throw new DataException(
                    "Line " + number + " of " + path + " was written by another version of the library: "
                            + e.getMessage()
                            + ". Read the file with the version that wrote it, or move it away and make the runs again",
                    e);
        }
    }

    private DataException noResult(int line, String why, Exception cause) {
        return new DataException("Line " + line + " of " + path + " is no result, remove or mend it: " + why, cause);
    }
}

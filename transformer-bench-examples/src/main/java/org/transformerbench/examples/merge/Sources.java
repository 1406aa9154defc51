package org.transformerbench.examples.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.examples.report.ResultsFolder;

/** The files of results that typed paths stand for. A folder stands for those of the shards in it, and for its own. */
final class Sources {
    private Sources() {}

    /**
     * The files that were found.
     *
     * @param files each once, in the order of the paths; shards by their numbers
     * @param waiting typed folders that have no file of results yet, as a task makes them before its first run is over
     */
    record Found(List<Path> files, List<Path> waiting) {
        /** Returns a remark that names the folders without results; none if there are none. */
        List<String> remarks() {
            return waiting.isEmpty()
                    ? List.of()
                    : List.of("No results yet in "
                            + waiting.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
    }

    /**
     * Finds the files.
     *
     * @param typed files, or folders
     * @param instead a file to suggest, if it is there, for one that is not
     * @return what was found; at least one file
     * @throws DataException if a path does not exist, or there is no file for any
     */
    static Found find(List<Path> typed, Optional<Path> instead) {
        Map<Path, Path> files = new LinkedHashMap<>();
        Map<Path, Path> waiting = new LinkedHashMap<>();
        for (Path path : typed) {
            List<Path> found = files(path, instead);
            found.forEach(file -> files.putIfAbsent(file.toAbsolutePath().normalize(), file));
            if (found.isEmpty()) {
                waiting.putIfAbsent(path.toAbsolutePath().normalize(), path);
            }
        }
        if (files.isEmpty()) {
            throw missing(typed.get(0).resolve(ResultsFolder.RESULTS), instead);
        }
        return new Found(List.copyOf(files.values()), List.copyOf(waiting.values()));
    }

    private static List<Path> files(Path typed, Optional<Path> instead) {
        if (!Files.isDirectory(typed)) {
            if (!Files.exists(typed)) {
                throw missing(typed, instead);
            }
            return List.of(typed);
        }
        List<Path> files = new ArrayList<>(shards(typed));
        Path own = typed.resolve(ResultsFolder.RESULTS);
        if (Files.exists(own)) {
            files.add(own);
        }
        return files;
    }

    private static List<Path> shards(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.flatMap(path -> ShardFolder.of(path).stream())
                    .sorted(Comparator.comparingInt(
                                    (ShardFolder found) -> found.shard().count())
                            .thenComparingInt(found -> found.shard().number()))
                    .map(found -> found.path().resolve(ResultsFolder.RESULTS))
                    .filter(Files::exists)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder + ": " + e, e);
        }
    }

    private static DataException missing(Path path, Optional<Path> instead) {
        boolean namesFile = path.getFileName().toString().endsWith(".jsonl");
        String hint = instead.filter(Files::exists)
                .or(() -> similar(path))
                .map(other -> "; did you mean " + other + "?")
                .orElse("; 'compare' writes one, or name another");
        return new DataException(
                "There is no " + (namesFile ? "file " : "folder ") + path + hint,
                new NoSuchFileException(path.toString()));
    }

    private static Optional<Path> similar(Path path) {
        Path folder = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<String> names =
                    inside.map(found -> found.getFileName().toString()).toList();
            return Suggestion.nearest(path.getFileName().toString(), names).map(path::resolveSibling);
        } catch (IOException e) {
            // The message goes without a suggestion: that the path is missing is what counts.
            return Optional.empty();
        }
    }
}

package org.transformerbench.examples.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.api.tuning.Trial;

/**
 * What verdicts need to know of a study and its results do not say. It is kept in {@code comparison.json} beside the results.
 *
 * @param tried how many configurations of each model an equal tuning has tried, whose runs are not among the results; by the model's
 *     id, empty where the results or the trials of the tuning say it
 * @param seeds the rule by which seeds were added; empty where their number was fixed
 */
public record ComparisonNotes(Map<String, Integer> tried, Optional<SequentialSeeds> seeds) {
    private static final String FILE = "comparison.json";
    private static final int FORMAT_VERSION = 1;

    public ComparisonNotes {
        tried = Map.copyOf(tried);
    }

    /**
     * Returns notes that say nothing.
     *
     * @return those of a study with fixed seeds and without a tuning
     */
    public static ComparisonNotes none() {
        return new ComparisonNotes(Map.of(), Optional.empty());
    }

    /**
     * Reads the notes.
     *
     * @param results the file of results that they are beside
     * @return none where there is no such file
     * @throws DataException if there is something else in it
     */
    public static ComparisonNotes beside(Path results) {
        Path file = results.resolveSibling(FILE);
        if (!Files.exists(file)) {
            return none();
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return VersionedJson.read(Json.tree(text), FORMAT_VERSION, ComparisonNotes.class);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": " + Json.explain(e), e);
        } catch (ConfigException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /**
     * Writes the notes.
     *
     * @param results the file of results that they go beside
     * @throws IOException if they cannot be written
     */
    public void write(Path results) throws IOException {
        String text = VersionedJson.write(FORMAT_VERSION, this).toPrettyString() + "\n";
        AtomicFile.replace(
                results.resolveSibling(FILE), temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
    }

    /**
     * Adds the notes to a comparison.
     *
     * @param comparison of the results
     * @param trials of tunings, also of others than those that chose the values of these results
     * @return a changed copy
     */
    public Comparison on(Comparison comparison, List<Trial> trials) {
        Comparison noted = comparison.withTried(tried).withTunings(ModelTuning.of(trials));
        return seeds.map(noted::withSeeds).orElse(noted);
    }
}

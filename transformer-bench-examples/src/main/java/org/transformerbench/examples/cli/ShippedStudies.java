package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.experiment.file.StudyFile;

/** The study files in the resource folder {@code studies}. */
final class ShippedStudies {
    static final List<String> NAMES = List.of(
            "adderboard",
            Defaults.STUDY,
            "makemore",
            "mingpt-adder",
            "notebook-addition",
            "notebook-shakespeare",
            "notebook-shakespeare-steps",
            "pronunciations",
            "shakespeare-laptop",
            "strict-addition",
            "words-by-language");

    private ShippedStudies() {}

    /**
     * Reads a study file.
     *
     * @param typed a path, or one of the names
     * @throws ConfigException if it is neither, or the file is not valid
     */
    static Study read(String typed) {
        Path path = path(typed);
        if (Files.isDirectory(path)) {
            throw new ConfigException("--file: " + (typed.isEmpty() ? "no name" : "the folder " + typed)
                    + " cannot be read as a study, name a file or one that is shipped: "
                    + String.join(", ", NAMES));
        }
        if (Files.exists(path)) {
            return StudyFile.read(path);
        }
        if (NAMES.contains(typed)) {
            return StudyFile.parse(typed, text(typed));
        }
        throw new ConfigException("--file: there is no file " + typed + " (seen from "
                + Path.of("").toAbsolutePath() + ")" + Suggestion.didYouMean(typed, NAMES) + " Shipped: "
                + String.join(", ", NAMES));
    }

    private static Path path(String typed) {
        try {
            return FileNames.ofThisJvm().path(typed);
        } catch (ConfigException e) {
            throw new ConfigException("--file: " + e.getMessage(), e);
        }
    }

    private static String text(String name) {
        try (InputStream resource = ShippedStudies.class.getResourceAsStream("/studies/" + name + ".yaml")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the shipped study " + name, e);
        }
    }
}

package org.transformerbench.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.transformerbench.api.config.ConfigException;

/** Checks of input files that an option names. */
final class InputFile {
    private InputFile() {}

    /**
     * Checks that a file can be read.
     *
     * @param option with its dashes
     * @throws ConfigException if it is not there, no file, or may not be read
     */
    static void require(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new ConfigException(option + ": " + file + " is a folder, not a file");
        }
        if (!Files.exists(file)) {
            throw new ConfigException(option + ": there is no file " + file + " (seen from "
                    + Path.of("").toAbsolutePath() + ")");
        }
        if (!Files.isReadable(file)) {
            throw new ConfigException(option + ": there is no permission to read " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(option + ": " + file
                    + " is a pipe or a device, and may be read once only; save it to a file first");
        }
    }
}

package org.transformerbench.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkpoints in an output folder, also while a run is at work there. */
public final class CheckpointFiles {
    private CheckpointFiles() {}

    /**
     * Returns the checkpoints.
     *
     * @param output the output folder of a comparison
     * @return their files
     * @throws IOException if they cannot be listed
     */
    public static List<Path> in(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of(); // The folder comes and goes until a run has its first checkpoint.
        }
    }
}

package org.transformerbench.models.checkpoint;

import java.nio.file.Path;
import org.transformerbench.api.DataException;

/** Error messages for rejected files: which file, where in it, and why. */
final class MalformedFile {
    private MalformedFile() {}

    /**
     * Creates the exception for a defect at a position.
     *
     * @param at a place in the file, in bytes from its beginning
     */
    static DataException at(Path path, long at, String reason) {
        return at(path, at, reason, null);
    }

    static DataException at(Path path, long at, String reason, Throwable cause) {
        return new DataException(path + " is no valid safetensors file: at byte " + at + ": " + reason, cause);
    }
}

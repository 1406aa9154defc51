package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.result.AtomicFile;

/**
 * A check that a command can write its files, made before it trains anything. What is made for that is removed again, and what is
 * there stays as it is.
 */
final class OutputProbe {
    private OutputProbe() {}

    /**
     * Checks a file that is replaced as a whole.
     *
     * @param option names the file, and stands in the message
     * @throws ConfigException if it cannot be written
     */
    static void replaced(String option, Path file) {
        try {
            AtomicFile.probe(file);
        } catch (IOException e) {
            throw refused(option, file, e);
        }
    }

    /**
     * Checks a file that is appended to.
     *
     * @throws ConfigException if nothing can be appended to it
     */
    static void appended(String option, Path file) {
        if (!Files.isRegularFile(file)) {
            replaced(option, file);
            return;
        }
        try {
            new RandomAccessFile(file.toFile(), "rw").close();
        } catch (IOException e) {
            throw refused(option, file, e);
        }
    }

    /**
     * Checks a folder for files whose names are not known yet.
     *
     * @throws ConfigException if no file can be made in it
     */
    static void folder(String option, Path folder) {
        try {
            AtomicFile.probe(folder.resolve("probe"));
        } catch (IOException e) {
            throw refused(option, folder, e);
        }
    }

    private static ConfigException refused(String option, Path path, IOException why) {
        String name = path.toString().isEmpty() ? "''" : path.toString();
        return new ConfigException(option + ": " + name + " cannot be written: " + reason(why), why);
    }

    /**
     * Explains why something cannot be written. The messages of file system exceptions mostly hold the path only; what went wrong
     * is their type.
     */
    static String reason(IOException why) {
        if (!(why instanceof FileSystemException failure)) {
            return String.valueOf(why.getMessage());
        }
        if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
            return failure.getFile() + " is no folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + failure.getFile();
        }
        if (failure instanceof NoSuchFileException) {
            return "no file can be made in " + Path.of(failure.getFile()).getParent();
        }
        return failure.getReason() == null ? failure.toString() : failure.getReason();
    }
}

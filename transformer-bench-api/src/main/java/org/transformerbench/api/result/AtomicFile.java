package org.transformerbench.api.result;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Internal: may change in any release.
 *
 * <p>Replaces a file as a whole: a reader sees the old content or the new, never a part.
 */
@API(status = API.Status.INTERNAL)
public final class AtomicFile {
    private static final String END = ".tmp";

    private AtomicFile() {}

    /** Writes the content to a path that is given. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes everything.
         *
         * @param temporary a new, empty file in the target's folder
         * @throws IOException if it cannot be written
         */
        void write(Path temporary) throws IOException;
    }

    /**
     * Replaces or creates a file. A thread that is already interrupted writes it nevertheless, and stays interrupted;
     * the writer does not see the interrupt.
     *
     * @param target the file; its folder is made if it is not there
     * @param writer writes the new content
     * @throws IOException if writing fails; the target is then as before and nothing is left over
     */
    public static void replace(Path target, Writer writer) throws IOException {
        // Channels, which are below most of java.nio.file, refuse to work for an interrupted thread.
        boolean interrupted = Thread.interrupted();
        try {
            replaceUninterrupted(target, writer);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void replaceUninterrupted(Path target, Writer writer) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Not createTempFile: its files are readable by their owner only.
        Path temporary = folder.resolve(beginning(target) + UUID.randomUUID() + END);
        Files.createFile(temporary);
        try {
            writer.write(temporary);
            if (!Files.exists(temporary)) {
                throw new NoSuchFileException(
                        temporary.toString(), null, "was removed by somebody else while " + target + " was written");
            }
            // A plain stream: an interrupt that comes now does not close it.
            try (FileOutputStream written = new FileOutputStream(temporary.toFile(), true)) {
                written.getFD().sync();
            }
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Removes what a process that was killed has left of writing this file. Nobody else may be writing it.
     *
     * @param target the file
     * @throws IOException if the folder cannot be read, or something in it not removed
     */
    public static void removeLeftovers(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> leftovers;
        try (Stream<Path> files = Files.list(folder)) {
            leftovers = files.filter(file -> file.getFileName().toString().startsWith(beginning(target))
                            && file.getFileName().toString().endsWith(END))
                    .toList();
        }
        for (Path leftover : leftovers) {
            Files.deleteIfExists(leftover);
        }
    }

    private static String beginning(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

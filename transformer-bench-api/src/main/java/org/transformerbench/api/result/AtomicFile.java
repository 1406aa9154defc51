package org.transformerbench.api.result;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private static final int MAX_PROBES = 20;

    private AtomicFile() {}

    /** A writer of the content to a given path. */
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
        Path temporary = temporary(folder, target);
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
     * Finds out whether {@link #replace} can write a file, before there is anything to write. Folders and files that are made for
     * this are removed again; the target stays as it is.
     *
     * @param target the file; its folder need not be there
     * @throws IOException if it cannot be written; its reason says why
     */
    public static void probe(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "it is a folder");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(target.toString(), null, "it is no regular file");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new FileSystemException(target.toString(), null, "it is read-only");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                probeFolder(target);
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Another process that probes the same path made a folder, or has removed it again, in the meantime.
                if (attempt == MAX_PROBES) {
                    throw e;
                }
            }
        }
    }

    private static void probeFolder(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Deque<Path> missing = new ArrayDeque<>();
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            missing.push(existing);
            existing = existing.getParent();
        }
        // One question: between two, another process may remove the folder, which would look like a file then.
        if (!Files.readAttributes(existing, BasicFileAttributes.class).isDirectory()) {
            throw new NotDirectoryException(existing.toString());
        }
        Deque<Path> made = new ArrayDeque<>();
        try {
            for (Path each : missing) {
                try {
                    Files.createDirectory(each);
                    made.push(each);
                } catch (FileAlreadyExistsException e) {
                    if (!Files.isDirectory(each)) {
                        throw e;
                    }
                }
            }
            Path temporary = temporary(folder, target);
            try {
                // Permissions do not tell: a disk may be full, and a name too long.
                Files.write(temporary, new byte[1], StandardOpenOption.CREATE_NEW);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } finally {
            removeEmpty(made);
        }
    }

    private static void removeEmpty(Deque<Path> innermostFirst) throws IOException {
        try {
            for (Path each : innermostFirst) {
                Files.deleteIfExists(each);
            }
        } catch (DirectoryNotEmptyException e) {
            // Another process has written into it in the meantime: it stays, and so do those that hold it.
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

    /** Not createTempFile: its files are readable by their owner only. */
    private static Path temporary(Path folder, Path target) {
        return folder.resolve(beginning(target) + UUID.randomUUID() + END);
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

package org.transformerbench.models.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** A writer of bundles. It loads no class of ND4J. Thread-safe. */
public final class BundleWriter {

    /** Creates a writer that knows the text encodings beside this library. */
    public BundleWriter() {}

    /**
     * Writes a bundle.
     *
     * @param path the file, replaced atomically
     * @param bundle the content
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path, Bundle bundle) throws IOException {
        throw new UnsupportedOperationException(path + " " + bundle.card());
    }
}

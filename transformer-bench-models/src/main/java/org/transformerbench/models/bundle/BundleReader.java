package org.transformerbench.models.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** A reader of bundles. It loads no class of ND4J. Thread-safe. */
public final class BundleReader {
    private final ClassLoader formats;

    /** Creates a reader that knows the text encodings beside this library. */
    public BundleReader() {
        this(BundleReader.class.getClassLoader());
    }

    /**
     * Creates a reader that knows the text encodings of a class loader.
     *
     * @param formats where each {@link org.transformerbench.api.TextEncodingFormat} is looked up
     */
    public BundleReader(ClassLoader formats) {
        this.formats = formats;
    }

    /**
     * Reads a bundle, which may come from anywhere and is not trusted.
     *
     * @param path the file
     * @return its content
     * @throws org.transformerbench.api.DataException if it is no bundle, of another version, or not valid; the message names the
     *     file, the place and the reason
     * @throws IOException if it cannot be read
     */
    public Bundle read(Path path) throws IOException {
        throw new UnsupportedOperationException(path + " " + formats);
    }
}

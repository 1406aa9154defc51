package org.transformerbench.api.config;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * A check whether file names can be used under the locale. Java fixes their encoding by the locale when it starts: in the locale C,
 * names have ASCII characters only. Internal: may change in any release.
 */
@API(status = API.Status.INTERNAL)
public final class FileNames {
    private final Charset encoding;

    /**
     * Creates a check for names in an encoding.
     *
     * @param encoding that of the locale
     */
    FileNames(Charset encoding) {
        this.encoding = encoding;
    }

    /**
     * Returns a check for the names that this JVM can use.
     *
     * @return names in the encoding of its locale
     */
    public static FileNames ofThisJvm() {
        String name = System.getProperty("sun.jnu.encoding", "");
        return new FileNames(Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset());
    }

    /**
     * Returns whether the encoding has all characters of a name.
     *
     * @param name of a file
     * @return false if no file of that name can be reached
     */
    public boolean canUse(String name) {
        return encoding.newEncoder().canEncode(name);
    }

    /**
     * Explains which locale this JVM needs for names that it cannot use.
     *
     * @return a clause with the encoding and the locale that is needed
     */
    public String localeNeeded() {
        return "under this locale, whose encoding is " + encoding
                + ", Java cannot use letters outside of it in names of"
                + " files; start it with the environment variable LC_ALL=C.UTF-8, or another UTF-8 locale";
    }

    /**
     * Converts a name to a path.
     *
     * @param name as typed
     * @return the path
     * @throws ConfigException if there is no such path; the message says which locale is needed, if that is why
     */
    public Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new ConfigException("'" + Excerpt.of(name) + "' cannot be a path: " + reason(e), e);
        }
    }

    /**
     * Explains why a name is no valid path.
     *
     * @param invalid what Java says
     * @return the same, or which locale is needed
     */
    public String reason(InvalidPathException invalid) {
        return canUse(invalid.getInput()) ? invalid.getReason() : localeNeeded();
    }
}

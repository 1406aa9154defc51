package org.transformerbench.api.config;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Internal: may change in any release. Names of files as text. Java encodes them as the locale says when it starts, and nothing can
 * change that later: in the locale C, a name has no letters but those of ASCII.
 */
@API(status = API.Status.INTERNAL)
public final class FileNames {
    private final Charset encoding;

    /**
     * Names in an encoding.
     *
     * @param encoding that of the locale
     */
    FileNames(Charset encoding) {
        this.encoding = encoding;
    }

    /**
     * The names that this JVM can use.
     *
     * @return names in the encoding of its locale
     */
    public static FileNames ofThisJvm() {
        String name = System.getProperty("sun.jnu.encoding", "");
        return new FileNames(Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset());
    }

    /**
     * Whether a name has only letters that the encoding has.
     *
     * @param name of a file
     * @return false if no file of that name can be reached
     */
    public boolean canUse(String name) {
        return encoding.newEncoder().canEncode(name);
    }

    /**
     * Explains what this JVM lacks for names that cannot be used.
     *
     * @return a clause with the encoding and the locale that is needed
     */
    public String localeNeeded() {
        return "under this locale, whose encoding is " + encoding
                + ", Java cannot use letters outside of it in names of"
                + " files; start it with the environment variable LC_ALL=C.UTF-8, or another UTF-8 locale";
    }

    /**
     * Makes a path of a name.
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
     * Why a name is no path.
     *
     * @param invalid what Java says
     * @return the same, or which locale is needed
     */
    public String reason(InvalidPathException invalid) {
        return canUse(invalid.getInput()) ? invalid.getReason() : localeNeeded();
    }
}

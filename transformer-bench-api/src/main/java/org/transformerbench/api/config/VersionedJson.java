package org.transformerbench.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apiguardian.api.API;

/** Internal: may change in any release. Records as JSON objects that begin with the version of their format. */
@API(status = API.Status.INTERNAL)
public final class VersionedJson {
    /** The key of the version. */
    public static final String KEY = "formatVersion";

    private static final String BEGINNING = "{\"" + KEY + "\":";

    private VersionedJson() {}

    /**
     * Returns whether a text may be what is left of such an object that was cut off while it was written.
     *
     * @param text that is no whole JSON object
     * @return true if it begins as an object with a version does, or is the beginning of that
     */
    public static boolean isBeginning(String text) {
        return text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
    }

    /**
     * Writes a record.
     *
     * @param version of its format
     * @param content the record
     * @return an object with the version before the record's values
     */
    public static ObjectNode write(int version, Record content) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put(KEY, version);
        return tree.setAll(new Configs().write(content));
    }

    /**
     * Reads a record.
     *
     * @param tree JSON of any kind
     * @param version the only one that can be read
     * @param type the class of the record
     * @param <R> the record
     * @return the record
     * @throws OtherVersionException if it is of another version
     * @throws ConfigException if it is no object, or not such a record
     */
    public static <R extends Record> R read(JsonNode tree, int version, Class<R> type) {
        return new Configs().read(content(tree, version), type);
    }

    /**
     * Checks the version and takes it off.
     *
     * @param tree JSON of any kind
     * @param version the only one that can be read
     * @return a copy of the object without the version
     * @throws OtherVersionException if it is of another version; the message names both
     * @throws ConfigException if it is no object
     */
    public static ObjectNode content(JsonNode tree, int version) {
        if (!(tree instanceof ObjectNode object)) {
            throw new ConfigException("it is no JSON object");
        }
        ObjectNode content = object.deepCopy();
        JsonNode found = content.remove(KEY);
        if (found == null || !found.isInt() || found.intValue() != version) {
            throw new OtherVersionException("its " + KEY + " is "
                    + (found == null ? "missing" : Excerpt.of(found.toString()))
                    + ", this version of the library reads " + version);
        }
        return content;
    }
}

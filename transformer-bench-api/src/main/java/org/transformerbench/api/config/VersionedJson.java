package org.transformerbench.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.apiguardian.api.API;

/** Internal: may change in any release. Records as JSON objects that begin with the version of their format. */
@API(status = API.Status.INTERNAL)
public final class VersionedJson {
    /** The key of the version. */
    public static final String KEY = "formatVersion";

    private VersionedJson() {}

    /**
     * Writes a record.
     *
     * @param version of its format
     * @param content the record
     * @return an object with the version before the record's values
     */
    public static ObjectNode write(int version, Record content) {
        ObjectNode tree = Json.mapper().createObjectNode().put(KEY, version);
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
     * @throws ConfigException if it is no object, of another version, or not such a record
     */
    public static <R extends Record> R read(JsonNode tree, int version, Class<R> type) {
        return new Configs().read(content(tree, version), type);
    }

    /**
     * Looks at the version alone.
     *
     * @param tree JSON of any kind
     * @param version the only one that can be read
     * @return a copy of the object without the version
     * @throws ConfigException if it is no object, or of another version
     */
    public static ObjectNode content(JsonNode tree, int version) {
        if (!(tree instanceof ObjectNode object)) {
            throw new ConfigException("it is no JSON object");
        }
        otherVersion(object, version).ifPresent(message -> {
            throw new ConfigException(message);
        });
        ObjectNode content = object.deepCopy();
        content.remove(KEY);
        return content;
    }

    /**
     * Compares the version of an object with the one that can be read.
     *
     * @param object JSON
     * @param version the only one that can be read
     * @return a clause that names both; empty if they are the same
     */
    public static Optional<String> otherVersion(ObjectNode object, int version) {
        JsonNode found = object.path(KEY);
        return found.isInt() && found.intValue() == version
                ? Optional.empty()
                : Optional.of("its " + KEY + " is "
                        + (found.isMissingNode() ? "missing" : Excerpt.of(found.toString()))
                        + ", this version of the library reads " + version);
    }
}

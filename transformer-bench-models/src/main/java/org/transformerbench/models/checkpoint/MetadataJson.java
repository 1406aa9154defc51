package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.OtherVersionException;
import org.transformerbench.api.config.VersionedJson;

/**
 * A reader of a versioned record from the JSON in a file's metadata.
 *
 * @param owner what has the JSON: messages begin with it
 * @param subject what the JSON describes
 * @param origin how the owner came from a version of this library, in words
 * @param version of the format that can be read
 */
record MetadataJson(String owner, String subject, String origin, int version) {

    /**
     * Reads the record.
     *
     * @throws DataException if this is no such record, or its format has another version; the message names the place
     */
    <R extends Record> R read(String json, Class<R> type) {
        return read(json, tree -> VersionedJson.read(tree, version, type));
    }

    /**
     * Checks the version alone.
     *
     * @throws DataException if this is no JSON object, or its format has another version
     */
    void requireVersion(String json) {
        read(json, tree -> VersionedJson.content(tree, version));
    }

    /**
     * Returns the version that the JSON says it has; a missing node if it says nothing.
     *
     * @throws DataException if this is no JSON object
     */
    JsonNode version(String json) {
        return read(json, tree -> {
            if (!tree.isObject()) {
                throw new ConfigException("it is no JSON object");
            }
            return tree.path(VersionedJson.KEY);
        });
    }

    private <T> T read(String json, Function<JsonNode, T> reader) {
        try {
            return reader.apply(Json.tree(json));
        } catch (OtherVersionException e) {
            throw new DataException(owner + " " + origin + " another version of this library: " + e.getMessage(), e);
        } catch (ConfigException e) {
            throw notSo(e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw notSo(Json.explain(e), e);
        }
    }

    private DataException notSo(String why, Exception cause) {
        return new DataException(owner + " does not describe its " + subject + " as it should: " + why, cause);
    }
}

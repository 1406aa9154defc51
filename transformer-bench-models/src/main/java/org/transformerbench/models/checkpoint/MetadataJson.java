package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;
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
        try {
            return VersionedJson.read(object(json), version, type);
        } catch (ConfigException e) {
            throw notSo(e.getMessage(), e);
        }
    }

    /**
     * Parses a JSON object and checks its version.
     *
     * @throws DataException if this is no JSON object, or its format has another version
     */
    ObjectNode object(String json) {
        JsonNode tree;
        try {
            tree = Json.tree(Json.mapper(), json);
        } catch (JsonProcessingException e) {
            throw notSo(Json.explain(e), e);
        }
        if (!(tree instanceof ObjectNode object)) {
            throw notSo("at its beginning: it is no JSON object", null);
        }
        VersionedJson.otherVersion(object, version).ifPresent(difference -> {
            throw new DataException(owner + " " + origin + " another version of this library: " + difference);
        });
        return object;
    }

    private DataException notSo(String why, Exception cause) {
        return new DataException(owner + " does not describe its " + subject + " as it should: " + why, cause);
    }
}

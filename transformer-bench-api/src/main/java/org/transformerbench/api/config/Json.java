package org.transformerbench.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import org.apiguardian.api.API;

/** The JSON reading and writing of this library. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class Json {
    private Json() {}

    /** A holder of one mapper: to learn how a kind of record is written takes a mapper milliseconds, more than to write one. */
    private static final class OfLibrary {
        private static final ObjectMapper MAPPER = mapper();
    }

    /**
     * Returns the mapper of this library's own records, and of trees. It never sees a class of a plug-in, whose class loader it would
     * keep. It must not be changed.
     */
    static ObjectMapper ofLibrary() {
        return OfLibrary.MAPPER;
    }

    /**
     * Returns a mapper that supports records, {@code Optional} and {@code java.time}, writes durations as ISO-8601 ({@code
     * "PT40S"}), omits empty values, and rejects unknown keys, duplicate keys, trailing text, enum constants by number, null or
     * nothing for a component that is not an {@code Optional}, and null in a list. Types are never taken from the input; nesting,
     * names and numbers have Jackson's limits of length.
     *
     * @return a new mapper
     */
    public static ObjectMapper mapper() {
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .build();
    }

    /**
     * Parses a text as a JSON tree.
     *
     * @param text JSON
     * @return the tree; a missing node if there is nothing
     * @throws JsonProcessingException if it is no JSON; unlike Jackson's own, it always has a place, for limits too
     */
    public static JsonNode tree(String text) throws JsonProcessingException {
        ObjectMapper mapper = ofLibrary();
        try (JsonParser parser = mapper.createParser(text)) {
            try {
                JsonNode tree = mapper.reader().readTree(parser);
                return tree == null ? MissingNode.getInstance() : tree;
            } catch (JsonProcessingException e) {
                throw e.getLocation() != null
                        ? e
                        : new JsonParseException(parser, e.getOriginalMessage(), parser.currentLocation(), e);
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("A text in memory cannot be read", e);
        }
    }

    /**
     * Explains what is wrong with a text that is not JSON.
     *
     * @param e what {@link #tree} threw
     * @return line, column and reason
     */
    public static String explain(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        return where + Excerpt.of(e.getOriginalMessage());
    }
}

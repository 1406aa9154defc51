package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;

/**
 * A reader of a JSON text that is not trusted. It needs nothing but the streaming parser, and holds no more of the text than the
 * object that is being read. Every error says at which character of the text it is.
 */
final class StrictJson implements AutoCloseable {
    /** The most characters of a name or another short text. */
    static final int LONGEST_NAME = 1000;
    /** The most characters of a number: the longest float32 has fewer. */
    private static final int LONGEST_NUMBER = 32;
    /** Objects and lists in each other; the attributes of a node are at depth 4. */
    private static final int DEEPEST = 8;

    /**
     * A number as it is written, so that it is rounded once.
     *
     * @param text its characters
     */
    record Numeral(String text) {}

    private final String subject;
    private final JsonParser parser;

    /**
     * Begins to read.
     *
     * @param subject what the text is, for messages
     * @param text JSON
     */
    StrictJson(String subject, String text) throws IOException {
        this.subject = subject;
        this.parser = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNestingDepth(DEEPEST)
                        .maxNameLength(LONGEST_NAME)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build()
                .createParser(text);
    }

    /** The reading of a text; what it throws gets the text's name and the place. */
    interface Reading<T> {
        T from(StrictJson json) throws IOException;
    }

    /**
     * Reads a whole text.
     *
     * @throws DataException if it is no JSON, something follows it, or the reading finds a value that breaks a rule
     */
    static <T> T read(String subject, String text, Reading<T> reading) {
        try (StrictJson json = new StrictJson(subject, text)) {
            json.parser.nextToken();
            T value = reading.from(json);
            if (json.parser.nextToken() != null) {
                throw json.wrong("something follows its end", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
            throw wrong(subject, at, "it is no JSON: " + Excerpt.of(String.valueOf(e.getOriginalMessage())), e);
        } catch (IOException e) {
            throw new IllegalStateException("A text in memory cannot be read", e);
        } catch (ConfigException e) {
            throw new DataException(subject + ": " + e.getMessage(), e);
        }
    }

    /** Requires that a value begins here, and steps into it. */
    void begin(JsonToken opening, String what) throws IOException {
        if (parser.currentToken() != opening) {
            String kind = opening == JsonToken.START_OBJECT ? "an object" : "a list";
            throw wrong(Excerpt.of(what) + " must be " + kind, null);
        }
        parser.nextToken();
    }

    /** Returns whether the object or list that is being read goes on. */
    boolean goesOn() {
        return parser.currentToken() != JsonToken.END_OBJECT && parser.currentToken() != JsonToken.END_ARRAY;
    }

    /** Steps out of an object or list at its end. */
    void end(String what) {
        if (goesOn()) {
            throw wrong(what + " has more than it must", null);
        }
    }

    /** Steps over a key, which must be this one, to its value. */
    void key(String name) throws IOException {
        if (parser.currentToken() != JsonToken.FIELD_NAME
                || !parser.currentName().equals(name)) {
            throw wrong("the key '" + name + "' must be here", null);
        }
        parser.nextToken();
    }

    /** Steps to what follows a value that was read. */
    void next() throws IOException {
        parser.nextToken();
    }

    /** Reads the whole number that stands here. */
    int whole(String name) throws IOException {
        try {
            return Fields.whole(name, value(name, 0));
        } catch (ConfigException e) {
            throw wrong(e.getMessage(), e);
        }
    }

    /** Reads an object of any keys. */
    Map<String, Object> object(String what, int longestText) throws IOException {
        begin(JsonToken.START_OBJECT, what);
        Map<String, Object> values = new LinkedHashMap<>();
        while (goesOn()) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(name, longestText));
            parser.nextToken();
        }
        return values;
    }

    /** Reads a text, number or truth value, or a list or object of such values. */
    private Object value(String name, int longestText) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(name, longestText);
        } else if (token == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            for (parser.nextToken(); goesOn(); parser.nextToken()) {
                values.add(value(name, longestText));
            }
            return values;
        } else if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            int most = Math.max(longestText, LONGEST_NAME);
            if (text.length() > most) {
                throw wrong(
                        Excerpt.of(name) + " has " + text.length() + " characters; at most " + most + " are read",
                        null);
            }
            return text;
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrong(Excerpt.of(name) + " must be given", null);
        }
        return new Numeral(parser.getText());
    }

    /** Creates an exception for a defect of what was read last. */
    DataException wrong(String reason, Throwable cause) {
        return wrong(subject, at(), reason, cause);
    }

    /** Creates an exception for a defect at a place. */
    DataException wrong(long at, String reason, Throwable cause) {
        return wrong(subject, at, reason, cause);
    }

    /** Returns where what is being read begins, in characters from the beginning. */
    long at() {
        return Math.max(0, parser.currentTokenLocation().getCharOffset());
    }

    private static DataException wrong(String subject, long at, String reason, Throwable cause) {
        return new DataException(subject + " at character " + at + ": " + reason, cause);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}

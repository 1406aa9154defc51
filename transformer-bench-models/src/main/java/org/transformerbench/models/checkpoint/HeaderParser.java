package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Excerpt;

/**
 * A streaming parser of a file's header: a tree of it could be many times as large as the file. At least as strict as the
 * reference implementation, which does not see names that stand twice.
 */
final class HeaderParser {
    private static final int MAX_DIMENSIONS = 64;
    /** Longest accepted number: a sign and 19 digits. */
    private static final int LONGEST_NUMBER = 20;

    private static final int CHUNK = 8192;

    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final Path path;
    private final byte[] json;
    private final long start;
    private final JsonParser parser;

    /**
     * Creates a parser.
     *
     * @param path what messages name
     * @param json the header's bytes
     * @param start where in the file they begin
     */
    HeaderParser(Path path, byte[] json, long start) throws IOException {
        this.path = path;
        this.json = json;
        this.start = start;
        // Without detection: the format says UTF-8, whatever the first bytes look like.
        this.parser = JsonFactory.builder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(LONGEST_NUMBER)
                        // A text of the metadata may take the whole header: the curve of a long run does.
                        .maxStringLength(SafetensorsReader.LONGEST_HEADER)
                        .build())
                .build()
                .createParser(json);
    }

    /**
     * Parses the header.
     *
     * @throws DataException if it is not valid; that tensors fit the data is checked by {@link Header#check}
     */
    Header parse() throws IOException {
        requireUtf8();
        if (json[0] != '{') {
            throw MalformedFile.at(path, start, "the header is no JSON object, it does not begin with {");
        }
        try (parser) {
            parser.nextToken();
            return header();
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw MalformedFile.at(path, start + at, "the header is no JSON: " + Excerpt.of(e.getOriginalMessage()), e);
        }
    }

    private void requireUtf8() {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(json);
        CharBuffer chunk = CharBuffer.allocate(CHUNK);
        CoderResult result;
        do {
            result = decoder.decode(bytes, chunk.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw wrong(bytes.position(), "the header is no UTF-8 text");
        }
    }

    private Header header() throws IOException {
        Optional<Map<String, String>> metadata = Optional.empty();
        List<HeaderEntry> tensors = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = newName(names, "the name");
            names.add(name);
            long at = start + offset();
            parser.nextToken();
            if (name.equals(SafetensorsWriter.METADATA)) {
                metadata = Optional.of(metadata());
            } else {
                tensors.add(tensor(name, at));
            }
        }
        if (parser.nextToken() != null) {
            throw wrong(offset(), "something follows the header's JSON object");
        }
        return new Header(metadata.orElse(Map.of()), tensors, start + json.length);
    }

    private Map<String, String> metadata() throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "the metadata is no JSON object");
        Map<String, String> metadata = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = newName(metadata.keySet(), "the metadata's key");
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw wrong(offset(), "the metadata '" + Excerpt.of(key) + "' is no text");
            }
            metadata.put(key, text());
        }
        return metadata;
    }

    private HeaderEntry tensor(String name, long at) throws IOException {
        requireOf(name, parser.currentToken() == JsonToken.START_OBJECT, "is no JSON object");
        Set<String> keys = new LinkedHashSet<>();
        Dtype dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = text();
            if (!keys.add(key)) {
                throw wrong(
                        offset(), title(name) + "is described twice: the key '" + Excerpt.of(key) + "' stands twice");
            }
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = dtype(name);
                case "shape" -> shape = numbers(name, "has a shape ", MAX_DIMENSIONS);
                case "data_offsets" -> offsets = numbers(name, "has data_offsets ", 2);
                default -> throw wrong(offset(), title(name) + "has the unknown key '" + Excerpt.of(key) + "'");
            }
        }
        requireOf(name, dtype != null, "has no dtype");
        requireOf(name, shape != null, "has no shape");
        requireOf(name, offsets != null && offsets.length == 2, "has no two data_offsets");
        return new HeaderEntry(name, dtype, shape, offsets[0], offsets[1], at);
    }

    /** Messages are made when something is wrong, and not for each of many tensors. */
    private void requireOf(String tensor, boolean holds, String rule) {
        if (!holds) {
            throw wrong(offset(), title(tensor) + rule);
        }
    }

    private static String title(String tensor) {
        return "the tensor '" + Excerpt.of(tensor) + "' ";
    }

    private Dtype dtype(String tensor) throws IOException {
        requireOf(tensor, parser.currentToken() == JsonToken.VALUE_STRING, "has a dtype that is no text");
        String name = text();
        for (Dtype known : Dtype.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        throw wrong(
                offset(),
                title(tensor) + "has the unknown dtype \"" + Excerpt.of(name) + "\"; known: "
                        + Arrays.toString(Dtype.values()));
    }

    /** Reads integers of at least 0; the error message ends with the first value that is none. */
    private long[] numbers(String tensor, String title, int most) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(offset(), title(tensor) + title + "that is no list");
        }
        long[] numbers = new long[most];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == most) {
                throw wrong(offset(), title(tensor) + title + "of more than " + most + " numbers");
            }
            // "-0" is a fraction to the reference implementation.
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && parser.getText().charAt(0) != '-';
            if (!whole) {
                throw wrong(
                        offset(),
                        title(tensor) + title + "with " + Excerpt.of(parser.getText())
                                + ", which is no whole number from 0 to 2^63-1");
            }
            numbers[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private String newName(Set<String> known, String what) throws IOException {
        String name = text();
        if (known.contains(name)) {
            throw wrong(offset(), what + " '" + Excerpt.of(name) + "' stands twice");
        }
        return name;
    }

    private String text() throws IOException {
        String text = parser.getText();
        require(encoder.canEncode(text), "an escape stands for half a character (a lone surrogate)");
        return text;
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw wrong(offset(), rule);
        }
    }

    private long offset() {
        return parser.currentTokenLocation().getByteOffset();
    }

    private DataException wrong(long offset, String reason) {
        return MalformedFile.at(path, start + offset, reason);
    }
}

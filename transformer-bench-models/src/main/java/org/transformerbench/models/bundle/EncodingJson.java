package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;

/** The written form of text encodings: an object with the {@code kind} and the {@code settings}, which are texts. */
final class EncodingJson {
    private static final String KIND = "kind";
    private static final String SETTINGS = "settings";
    /** A service file that is broken can fail again and again without an end (JDK-8196182). */
    private static final int MAX_FAILURES = 20;

    private final Map<String, TextEncodingFormat> formats = new TreeMap<>();

    /**
     * Finds the formats of class loaders.
     *
     * @throws ConfigException if two have the same kind
     */
    EncodingJson(List<ClassLoader> loaders) {
        for (TextEncodingFormat format : loaders.stream()
                .distinct()
                .filter(EncodingJson::sees)
                .flatMap(loader -> found(loader).stream())
                .toList()) {
            TextEncodingFormat other = formats.putIfAbsent(format.kind(), format);
            if (other != null && other.getClass() != format.getClass()) {
                throw new ConfigException("The text encoding '" + format.kind() + "' is read by "
                        + other.getClass().getName() + " and by "
                        + format.getClass().getName() + "; remove one of them from the class path");
            }
        }
    }

    /** Looks up the logger when there is something to say: that takes time, and whoever opens a model waits. */
    private static Logger log() {
        return LoggerFactory.getLogger(EncodingJson.class);
    }

    /** Returns whether a class loader has this copy of the library: the plug-ins of another copy are none here. */
    private static boolean sees(ClassLoader loader) {
        try {
            return Class.forName(TextEncodingFormat.class.getName(), false, loader) == TextEncodingFormat.class;
        } catch (ClassNotFoundException | LinkageError e) {
            log().debug("{} does not see this library", loader, e);
            return false;
        }
    }

    /** Finds all formats that can be loaded; whoever needs another one is told that it is not known. */
    private static List<TextEncodingFormat> found(ClassLoader loader) {
        List<TextEncodingFormat> found = new ArrayList<>();
        Iterator<TextEncodingFormat> formats =
                ServiceLoader.load(TextEncodingFormat.class, loader).iterator();
        int failures = 0;
        while (failures < MAX_FAILURES) {
            try {
                if (!formats.hasNext()) {
                    break;
                }
                found.add(formats.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                log().warn("A text encoding cannot be loaded: {}", e.toString());
            }
        }
        return found;
    }

    /** Writes an encoding; empty if no format does. */
    Optional<String> write(TextEncoding encoding) {
        for (TextEncodingFormat format : formats.values()) {
            Optional<Map<String, String>> settings = format.write(encoding);
            if (settings.isPresent()) {
                return Optional.of(JsonText.of(json -> {
                    json.writeStartObject();
                    json.writeStringField(KIND, format.kind());
                    write(settings.get(), json);
                    json.writeEndObject();
                }));
            }
        }
        return Optional.empty();
    }

    private static void write(Map<String, String> settings, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(SETTINGS);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
    }

    /**
     * Reads an encoding; empty if its kind is not known.
     *
     * @throws org.transformerbench.api.DataException if it is not valid
     */
    Optional<TextEncoding> read(String text, Vocabulary vocabulary) {
        return StrictJson.read("The text encoding", text, json -> {
            Fields fields = new Fields(json.object("the text encoding", Integer.MAX_VALUE));
            String kind = fields.name(KIND);
            Map<String, String> settings = fields.textsByName(SETTINGS);
            fields.requireAllRead();
            TextEncodingFormat format = formats.get(kind);
            if (format == null) {
                log().warn(
                                "The model takes tokens and no text: its text encoding '{}' is not known here; known: {}."
                                        + " The plug-in that wrote it must be on the class path",
                                Excerpt.of(kind),
                                String.join(", ", formats.keySet()));
                return Optional.empty();
            }
            try {
                return Optional.of(format.read(settings, vocabulary));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(e.getMessage(), e);
            }
        });
    }
}

package org.transformerbench.api.experiment.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.Study;

/**
 * A reader of studies in YAML, or in JSON if the file's name ends so:
 *
 * <pre class="yaml">{@code
 * title: Addition, two models
 * experiments:
 *   - task: addition
 *     models: [nano-gpt, mlp]      # default: all that are installed
 *     learningRates: [1e-2]        # default; several where no tuning chooses one
 *     seeds: [1, 2, 3]             # default: 1; or until-decided, with mostSeeds: 20 beside it
 *     trainer: compiled            # default
 *     protocol: strict             # default, or notebook-2023
 *     training:                    # values of TrainingConfig; budgets that are given replace the default ones
 *       batchSize: 2048
 *       maxTime: 60s
 *     settings:                    # single values, see Settings
 *       digits: 3
 *       nano-gpt.dropout: 0.1
 *     tuning:                      # default: none; runs, steps or time for each model, see TuningPlan
 *       runs: 27
 *       ranges:
 *         learningRate: 1e-3..3e-2
 * }</pre>
 *
 * Text, numbers and truth values are all that is read: tags that would make other objects have no effect. A file has at most
 * {@value #LONGEST} characters, and aliases, with which a short one could be made endless, are refused.
 */
public final class StudyFile {
    /** The most characters that a file may have. */
    public static final int LONGEST = 1_000_000;

    /** The length of the longest character, in bytes. */
    private static final int LONGEST_CHARACTER = 4;

    private StudyFile() {}

    /**
     * Reads a file.
     *
     * @param path UTF-8
     * @return its experiments; their ids are looked up when they are run
     * @throws ConfigException if it cannot be read, a key is unknown or a value is not valid; the message names file, place,
     *     value and rule
     */
    public static Study read(Path path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            // No more than can be right, however long the file is.
            bytes = in.readNBytes(LONGEST_CHARACTER * LONGEST + 1);
        } catch (IOException e) {
            throw new ConfigException(path + " cannot be read: " + e, e);
        }
        if (bytes.length > LONGEST_CHARACTER * LONGEST) {
            throw tooLong(path.toString());
        }
        ByteBuffer encoded = ByteBuffer.wrap(bytes);
        try {
            // A decoder of its own reports what is not UTF-8, where a new String would put question marks.
            String text = StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
            return parse(path.toString(), text);
        } catch (CharacterCodingException e) {
            throw new ConfigException(path + " is no UTF-8 text: at byte " + encoded.position(), e);
        }
    }

    /**
     * Reads text.
     *
     * @param name what messages call it; it is JSON if the name ends in {@code .json}
     * @param text YAML or JSON
     * @return its experiments
     * @throws ConfigException as for {@link #read}
     */
    public static Study parse(String name, String text) {
        JsonNode tree = tree(name, text);
        try {
            ConfigNode root = new ConfigNode("", tree).requireOnlyKeys(List.of("title", "experiments"));
            List<Experiment> experiments = new ArrayList<>();
            root.required("experiments").elements().forEach(entry -> experiments.add(StudyFileEntry.read(entry)));
            return new Study(root.optional("title").map(ConfigNode::text).orElse(""), experiments);
        } catch (ConfigException e) {
            throw new ConfigException(name + ": " + e.getMessage(), e);
        }
    }

    private static ConfigException tooLong(String name) {
        return new ConfigException(name + ": longer than " + LONGEST + " characters, no study needs as many");
    }

    private static JsonNode tree(String name, String text) {
        if (text.length() > LONGEST) {
            throw tooLong(name);
        }
        JsonFactory format = name.toLowerCase(Locale.ROOT).endsWith(".json") ? new JsonFactory() : new YAMLFactory();
        format.configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
        refuseAliases(name, format, text);
        try (JsonParser parser = format.createParser(text)) {
            try {
                return tree(name, parser);
            } catch (JsonProcessingException e) {
                throw malformed(name, parser, e);
            }
        } catch (IOException e) {
            throw new ConfigException(name + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode tree(String name, JsonParser parser) throws IOException {
        JsonNode tree = Json.mapper()
                .reader()
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(parser);
        if (tree == null || tree.isMissingNode() || tree.isNull() || isEmptyText(tree)) {
            throw new ConfigException(name + " is empty");
        }
        if (parser.nextToken() != null) {
            throw new ConfigException(name + where(parser.currentTokenLocation()) + ": a second document begins");
        }
        return tree;
    }

    /** Limits are reported without a place: it is where the parser has got to. */
    private static ConfigException malformed(String name, JsonParser parser, JsonProcessingException e) {
        JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        return new ConfigException(name + where(at) + ": " + sentence(e.getOriginalMessage()), e);
    }

    /** YAML without a value, behind its three hyphens. */
    private static boolean isEmptyText(JsonNode tree) {
        return tree.isTextual() && tree.asText().isEmpty();
    }

    /** They would be read as text: the name of what they stand for. */
    private static void refuseAliases(String name, JsonFactory format, String text) {
        try (JsonParser parser = format.createParser(text)) {
            try {
                while (parser.nextToken() != null) {
                    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                        throw new ConfigException(name + where(parser.currentTokenLocation()) + ": *"
                                + Excerpt.of(parser.getText())
                                + " stands for something else, which is not supported; write it out");
                    }
                }
            } catch (JsonProcessingException e) {
                throw malformed(name, parser, e);
            }
        } catch (IOException e) {
            throw new ConfigException(name + ": " + e.getMessage(), e);
        }
    }

    private static String where(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Returns the message without the lines that repeat the place and draw it. */
    private static String sentence(String message) {
        return Excerpt.of(message.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining(", ")));
    }
}

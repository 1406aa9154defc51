package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;

/**
 * The written form of a bundle's description.
 *
 * @param card the description
 * @param prefixStable of the graph
 * @param missing why there is no graph; empty if there is one
 */
record CardJson(BundleCard card, boolean prefixStable, Optional<String> missing) {
    static final String VERSION_KEY = "formatVersion";
    private static final String MODEL = "model";
    private static final String TASK = "task";
    private static final String TARGETS = "targets";
    private static final String VOCABULARY_SIZE = "vocabularySize";
    private static final String CONTEXT_LENGTH = "contextLength";
    private static final String OUTPUT_POSITIONS = "outputPositions";
    private static final String VOCABULARY = "vocabulary";
    private static final String TIED_PARAMETERS = "tiedParameters";
    private static final String PREFIX_STABLE = "prefixStable";
    private static final String WITHOUT_GRAPH = "withoutGraph";

    String write() {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeNumberField(VERSION_KEY, Bundle.VERSION);
            json.writeStringField(MODEL, card.model());
            if (card.task().isPresent()) {
                json.writeStringField(TASK, card.task().get());
            }
            json.writeStringField(TARGETS, card.targets().name());
            json.writeNumberField(VOCABULARY_SIZE, card.shape().vocabularySize());
            json.writeNumberField(CONTEXT_LENGTH, card.shape().contextLength());
            json.writeNumberField(OUTPUT_POSITIONS, card.shape().outputPositions());
            if (card.vocabulary().isPresent()) {
                json.writeArrayFieldStart(VOCABULARY);
                for (String token : card.vocabulary().get().tokens()) {
                    json.writeString(token);
                }
                json.writeEndArray();
            }
            writeTied(json);
            json.writeBooleanField(PREFIX_STABLE, prefixStable);
            if (missing.isPresent()) {
                json.writeStringField(WITHOUT_GRAPH, missing.get());
            }
            json.writeEndObject();
        });
    }

    private void writeTied(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(TIED_PARAMETERS);
        for (Map.Entry<String, String> tied : card.tiedParameters().entrySet()) {
            json.writeStringField(tied.getKey(), tied.getValue());
        }
        json.writeEndObject();
    }

    /**
     * Reads a description.
     *
     * @param modelConfig the model's configuration, which stands elsewhere
     * @throws org.transformerbench.api.DataException if it is none, or one of another version
     */
    static CardJson read(String text, String modelConfig) {
        return StrictJson.read("The description", text, json -> {
            Fields fields = new Fields(json.object("the description", Integer.MAX_VALUE));
            requireVersion(fields);
            SequenceShape shape = new SequenceShape(
                    fields.whole(VOCABULARY_SIZE), fields.whole(CONTEXT_LENGTH), fields.whole(OUTPUT_POSITIONS));
            Optional<List<String>> symbols =
                    fields.has(VOCABULARY) ? Optional.of(fields.texts(VOCABULARY)) : Optional.empty();
            CardJson card = new CardJson(
                    new BundleCard(
                            fields.name(MODEL),
                            modelConfig,
                            fields.optionalName(TASK),
                            fields.constant(TARGETS, Targets.class),
                            shape,
                            symbols.map(Vocabulary::ofTokens),
                            fields.textsByName(TIED_PARAMETERS)),
                    fields.flag(PREFIX_STABLE),
                    fields.has(WITHOUT_GRAPH) ? Optional.of(fields.text(WITHOUT_GRAPH)) : Optional.empty());
            fields.requireAllRead();
            return card;
        });
    }

    private static void requireVersion(Fields fields) {
        int version = fields.whole(VERSION_KEY);
        if (version != Bundle.VERSION) {
            throw new ConfigException("its " + VERSION_KEY + " is " + version + ", this version of the library reads "
                    + Bundle.VERSION
                    + (version < Bundle.VERSION
                            ? ": a file of an earlier version is read by SavedModel, which can write it again"
                            : ": a newer version of the library wrote it"));
        }
    }
}

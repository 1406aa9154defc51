package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import org.transformerbench.api.DataException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.models.bundle.Bundle;

/**
 * The metadata that is needed to rebuild a model from its parameters.
 *
 * @param spec of the run that trained them
 * @param shape vocabulary size, context length and output positions
 * @param vocabulary of the data that the model was trained on
 */
public record ModelCard(RunSpec spec, SequenceShape shape, Vocabulary vocabulary) {

    /**
     * The version of the files that have the card as their only metadata. They are read, and no more written: since version 3 a file
     * is a {@link org.transformerbench.models.bundle.Bundle}.
     */
    public static final int VERSION = 2;

    public ModelCard {
        Require.given("spec", spec);
        Require.given("shape", shape);
        Require.given("vocabulary", vocabulary);
        shape.requireSymbols(vocabulary);
    }

    /**
     * Creates the card of a run.
     *
     * @param run after its training
     * @return the card
     */
    public static ModelCard of(TrainedRun<?> run) {
        return new ModelCard(run.spec(), run.trainingSpec().shape(), run.vocabulary());
    }

    /**
     * Returns the configuration of the task.
     *
     * @param of the card's task
     * @param <T> the type of its configuration
     * @return the configuration
     * @throws DataException if what was saved is not one of this task
     */
    public <T extends Record> T configOf(Task<T> of) {
        try {
            return new Configs().read(spec.completeTaskConfig(), of.configType());
        } catch (ConfigException e) {
            throw new DataException(
                    "The saved configuration is not one of the task '" + spec.task() + "': " + e.getMessage(), e);
        }
    }

    /**
     * Returns whether a file's card is of the version before this one, and else that it is of this one.
     *
     * @throws DataException if it is of neither
     */
    static boolean isOfEarlierVersion(String owner, String json) {
        JsonNode version = new MetadataJson(owner, "model", "was written by", VERSION).version(json);
        if (version.isInt() && version.intValue() == Bundle.VERSION) {
            return false;
        }
        if (version.isInt() && version.intValue() == VERSION) {
            return true;
        }
        throw new DataException(owner + " was written by another version of this library: its " + VersionedJson.KEY
                + " is " + (version.isMissingNode() ? "missing" : Excerpt.of(version.toString()))
                + ", this version of the library reads " + VERSION + " and " + Bundle.VERSION);
    }

    /**
     * Parses a card.
     *
     * @throws DataException if this is no card, or one of another version; the message begins with what has it, and names the
     *     place in the card
     */
    static ModelCard parse(String owner, String json) {
        return new MetadataJson(owner, "model", "was written by", VERSION).read(json, ModelCard.class);
    }
}

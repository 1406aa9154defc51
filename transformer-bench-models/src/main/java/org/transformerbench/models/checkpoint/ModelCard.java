package org.transformerbench.models.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.transformerbench.api.DataException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.training.TrainedRun;

/**
 * The metadata that is needed to rebuild a model from its parameters.
 *
 * @param version of this form, {@value #VERSION}
 * @param task the id of the task that the model was trained on
 * @param taskConfig all values of the task's configuration
 * @param model the model's id
 * @param modelConfig all values of its configuration
 * @param shape vocabulary size, context length and output positions
 * @param targets which positions entered the loss
 * @param vocabulary all symbols in the order of their ids
 * @param seed of the run
 */
public record ModelCard(
        int version,
        String task,
        ObjectNode taskConfig,
        String model,
        ObjectNode modelConfig,
        SequenceShape shape,
        Targets targets,
        String vocabulary,
        long seed) {

    /** The version that this library writes and reads. */
    public static final int VERSION = 1;

    public ModelCard {
        Require.that(version == VERSION, "version", version, "must be %d", VERSION);
        int symbols = Vocabulary.of(vocabulary).size();
        Require.that(
                symbols == shape.vocabularySize(),
                "vocabulary",
                symbols + " symbols",
                "must have as many symbols as the shape says: %d",
                shape.vocabularySize());
    }

    /**
     * Creates the card of a run.
     *
     * @param run after its training
     * @return the card
     */
    public static ModelCard of(TrainedRun<?> run) {
        Configs configs = new Configs();
        return new ModelCard(
                VERSION,
                run.taskId(),
                configs.write(run.taskConfig()),
                run.spec().model().id(),
                configs.write(run.spec().config()),
                run.spec().shape(),
                run.spec().targets(),
                run.vocabulary().symbols(),
                run.spec().seeds().seed());
    }

    /**
     * Returns the vocabulary.
     *
     * @return the vocabulary of the data that the model was trained on
     */
    public Vocabulary tokens() {
        return Vocabulary.of(vocabulary);
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
            return new Configs().read(taskConfig, of.configType());
        } catch (ConfigException e) {
            throw new DataException(
                    "The saved configuration is not one of the task '" + task + "': " + e.getMessage(), e);
        }
    }

    String toJson() {
        return VersionedJson.write(this);
    }

    /**
     * Parses a card.
     *
     * @throws DataException if this is no card, or one of another version; the message begins with what has it, and names the
     *     place in the card
     */
    static ModelCard parse(String owner, String json) {
        return new VersionedJson(owner, "model", "was written by", VERSION).read(json, ModelCard.class);
    }
}

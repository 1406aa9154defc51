package org.transformerbench.examples.cli;

import java.io.IOException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.models.checkpoint.OpenModel;

/**
 * A source of trained models. What it was or will be trained on is known before it is there, so that a mistake is found before a
 * minute of training.
 */
interface ModelSource {

    /** Returns the task that the model is trained on. */
    Task<?> task();

    /** Returns the configuration of the task. */
    Record taskConfig();

    /** Returns the vocabulary of the model. */
    Vocabulary vocabulary();

    /**
     * Returns the data that the model is trained on.
     *
     * @throws org.transformerbench.api.DataException if the data of a model from a file is not there any more, or has other symbols
     */
    Dataset data();

    /**
     * Loads or trains the model, and passes it to a consumer.
     *
     * @throws Failure if it cannot be trained; or, after the work, if it cannot be saved
     */
    void use(Work work) throws IOException;

    /** A consumer of a model. */
    @FunctionalInterface
    interface Work {
        void with(OpenModel model);
    }
}

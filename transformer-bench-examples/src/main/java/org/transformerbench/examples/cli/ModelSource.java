package org.transformerbench.examples.cli;

import java.io.IOException;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.models.checkpoint.OpenModel;

/**
 * Where a trained model comes from. What it was or will be trained on is known before it is there, so that a mistake is
 * found before a minute of training.
 */
interface ModelSource {

    /** What the model is trained on. */
    Task<?> task();

    /** The configuration of the task. */
    Record taskConfig();

    /** What the model reads and writes. */
    Vocabulary vocabulary();

    /**
     * Gets the model, which may take long, and puts it to work.
     *
     * @throws Failure if it cannot be trained; or, after the work, if it cannot be saved
     */
    void use(Work work) throws IOException;

    /** What a command does with a model. */
    @FunctionalInterface
    interface Work {
        void with(OpenModel model);
    }
}

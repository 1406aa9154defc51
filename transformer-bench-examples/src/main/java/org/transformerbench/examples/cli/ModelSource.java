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
     * Gets the model; this may take long.
     *
     * @throws Failure if it cannot be trained
     * @throws IOException if it cannot be saved
     */
    OpenModel open() throws IOException;
}

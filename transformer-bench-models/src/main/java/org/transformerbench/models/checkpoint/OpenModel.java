package org.transformerbench.models.checkpoint;

import org.transformerbench.api.Task;
import org.transformerbench.api.TrainedModel;

/**
 * A saved model, loaded and ready for use.
 *
 * @param card what it is
 * @param task what it was trained on
 * @param model the model
 */
public record OpenModel(ModelCard card, Task<?> task, TrainedModel model) implements AutoCloseable {

    @Override
    public void close() {
        model.close();
    }
}

package org.transformerbench.api.training;

import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.Vocabulary;

/**
 * A run whose model is trained.
 *
 * @param runId as in {@link org.transformerbench.api.result.RunResult#runId()}
 * @param taskId the task's id
 * @param taskConfig the task's configuration
 * @param vocabulary the tokens
 * @param spec what the model was trained with
 * @param model the model itself; it is closed after the event
 * @param <C> the type of the model's configuration
 */
public record TrainedRun<C extends Record>(
        String runId,
        String taskId,
        Record taskConfig,
        Vocabulary vocabulary,
        TrainingSpec<C> spec,
        TrainedModel model) {}

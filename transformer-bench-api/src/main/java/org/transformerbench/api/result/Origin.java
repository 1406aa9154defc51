package org.transformerbench.api.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a run grew from: the checkpoint of a run that differs in nothing but how it is trained.
 *
 * @param runId of that run
 * @param steps that it had made
 * @param trainingConfig all values of its {@link org.transformerbench.api.training.TrainingConfig}
 * @param grownFrom what that run itself grew from; empty if it began at step 0
 */
public record Origin(String runId, long steps, ObjectNode trainingConfig, Optional<Origin> grownFrom) {}

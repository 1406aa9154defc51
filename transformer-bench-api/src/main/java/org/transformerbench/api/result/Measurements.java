package org.transformerbench.api.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.config.Require;

/**
 * The measurements of a run beside its curve.
 *
 * @param parameters the number of trainable values; 0 if the run failed before they were known
 * @param flopsPerExample multiplications and additions of forward and backward per example; empty if not known
 * @param training steps, times and speed of the training
 * @param lastEvaluation loss and accuracy at the end of the run
 * @param references what can be reached on this data without training
 * @param inference how fast the model answers; empty if that was not measured
 * @param samples what it wrote after training
 * @param listenerFailures how often a listener threw before the end of the run, or a checkpoint could not be written; what one throws in
 *     {@link org.transformerbench.api.training.TrainingListener#onRunEnd} comes too late to be counted
 */
public record Measurements(
        long parameters,
        OptionalLong flopsPerExample,
        TrainingSpeed training,
        LastEvaluation lastEvaluation,
        List<ReferenceLine> references,
        Optional<InferenceSpeed> inference,
        List<Sample> samples,
        int listenerFailures) {

    public Measurements {
        Require.atLeast("parameters", parameters, 0);
        Require.given("flopsPerExample", flopsPerExample);
        Require.given("training", training);
        Require.given("lastEvaluation", lastEvaluation);
        Require.eachGiven("references", references);
        Require.given("inference", inference);
        Require.eachGiven("samples", samples);
        Require.atLeast("listenerFailures", listenerFailures, 0);
        references = List.copyOf(references);
        samples = List.copyOf(samples);
    }
}

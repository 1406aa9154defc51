package org.transformerbench.api.result;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.TaskMetrics;
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
 * @param taskMetrics what the task itself says of the trained model; empty if it says nothing
 * @param judged the checkpoint that was chosen on validation data and is judged; empty where it is the last model
 * @param warmUp how long the JVM was made to compile the program of steps before the clock of the training started, which is no part of
 *     its time; empty where it was warm, or the trainer has nothing to warm up
 */
public record Measurements(
        long parameters,
        OptionalLong flopsPerExample,
        TrainingSpeed training,
        LastEvaluation lastEvaluation,
        List<ReferenceLine> references,
        Optional<InferenceSpeed> inference,
        List<Sample> samples,
        int listenerFailures,
        Optional<TaskMetrics> taskMetrics,
        Optional<JudgedCheckpoint> judged,
        Optional<Duration> warmUp) {

    public Measurements {
        Require.atLeast("parameters", parameters, 0);
        Require.given("flopsPerExample", flopsPerExample);
        Require.given("training", training);
        Require.given("lastEvaluation", lastEvaluation);
        Require.eachGiven("references", references);
        Require.given("inference", inference);
        Require.eachGiven("samples", samples);
        Require.atLeast("listenerFailures", listenerFailures, 0);
        Require.given("taskMetrics", taskMetrics);
        Require.given("judged", judged);
        Require.given("warmUp", warmUp);
        references = List.copyOf(references);
        samples = List.copyOf(samples);
    }

    /**
     * Creates measurements of a last model, without a warm-up.
     *
     * @param parameters as for {@link #parameters()}
     * @param flopsPerExample as for {@link #flopsPerExample()}
     * @param training as for {@link #training()}
     * @param lastEvaluation as for {@link #lastEvaluation()}
     * @param references as for {@link #references()}
     * @param inference as for {@link #inference()}
     * @param samples as for {@link #samples()}
     * @param listenerFailures as for {@link #listenerFailures()}
     * @param taskMetrics as for {@link #taskMetrics()}
     */
    public Measurements(
            long parameters,
            OptionalLong flopsPerExample,
            TrainingSpeed training,
            LastEvaluation lastEvaluation,
            List<ReferenceLine> references,
            Optional<InferenceSpeed> inference,
            List<Sample> samples,
            int listenerFailures,
            Optional<TaskMetrics> taskMetrics) {
        this(
                parameters,
                flopsPerExample,
                training,
                lastEvaluation,
                references,
                inference,
                samples,
                listenerFailures,
                taskMetrics,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Creates measurements of a last model, without a warm-up and without metrics of the task's own.
     *
     * @param parameters as for {@link #parameters()}
     * @param flopsPerExample as for {@link #flopsPerExample()}
     * @param training as for {@link #training()}
     * @param lastEvaluation as for {@link #lastEvaluation()}
     * @param references as for {@link #references()}
     * @param inference as for {@link #inference()}
     * @param samples as for {@link #samples()}
     * @param listenerFailures as for {@link #listenerFailures()}
     */
    public Measurements(
            long parameters,
            OptionalLong flopsPerExample,
            TrainingSpeed training,
            LastEvaluation lastEvaluation,
            List<ReferenceLine> references,
            Optional<InferenceSpeed> inference,
            List<Sample> samples,
            int listenerFailures) {
        this(
                parameters,
                flopsPerExample,
                training,
                lastEvaluation,
                references,
                inference,
                samples,
                listenerFailures,
                Optional.empty());
    }
}

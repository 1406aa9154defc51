package org.transformerbench.api.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;

/**
 * Everything that is known of one run.
 *
 * @param runId a hash of all that determines the run, the same in every process: configurations, protocol, trainer, seed
 * @param fingerprints what it was made of beyond that: data, code and library; empty in results of versions that noted none
 * @param protocol the rules that it kept
 * @param task the task's id
 * @param taskConfig all values of its configuration
 * @param model the model's id
 * @param modelConfig all values of its configuration; none if the model threw when it was asked for it
 * @param trainer the trainer's id
 * @param trainingConfig all values of {@link org.transformerbench.api.training.TrainingConfig}
 * @param targets which positions entered the loss
 * @param learningRate of this run, as in {@code trainingConfig}
 * @param seed of this run
 * @param outcome how it ended, and why
 * @param parameters the number of trainable values; 0 if the run failed before they were known
 * @param steps how many were taken
 * @param train the last evaluated training batch; empty if nothing was evaluated
 * @param validation the last evaluation of the validation data, without slices; empty if there is none
 * @param test the last evaluation of the test data, with its slices; empty if there is none
 * @param curve all evaluations
 * @param trainingSeconds the sum of all steps' times, and of all evaluations' where the protocol counts them
 * @param evaluationSeconds the sum of all evaluations' times
 * @param microsPerExample training time per example, in microseconds; 0 without steps
 * @param targetsPerSecond targets per second of training time; 0 without steps
 * @param flopsPerExample multiplications and additions of forward and backward per example; empty if not known
 * @param references what can be reached on this data without training
 * @param inference how fast it answers; empty if that was not measured
 * @param samples what it wrote after training
 * @param listenerFailures how often a listener threw before the end of the run, or a checkpoint could not be written; what one throws in
 *     {@link org.transformerbench.api.training.TrainingListener#onRunEnd} comes too late to be counted
 * @param provenance versions and machine
 */
public record RunResult(
        String runId,
        Optional<Fingerprints> fingerprints,
        Protocol protocol,
        String task,
        ObjectNode taskConfig,
        String model,
        ObjectNode modelConfig,
        String trainer,
        ObjectNode trainingConfig,
        Targets targets,
        double learningRate,
        long seed,
        Outcome outcome,
        long parameters,
        long steps,
        Optional<Metrics> train,
        Optional<Metrics> validation,
        Optional<Metrics> test,
        List<CurvePoint> curve,
        double trainingSeconds,
        double evaluationSeconds,
        double microsPerExample,
        double targetsPerSecond,
        OptionalLong flopsPerExample,
        List<ReferenceLine> references,
        Optional<InferenceSpeed> inference,
        List<Sample> samples,
        int listenerFailures,
        Provenance provenance) {

    public RunResult {
        curve = List.copyOf(curve);
        references = List.copyOf(references);
        samples = List.copyOf(samples);
    }

    /**
     * The best evaluation of the {@link #curve()}, which need not be the last one, by which the run is judged.
     *
     * @return the one with the lowest loss on validation data, or on test data where no validation data is set apart; empty
     *     if neither was evaluated
     */
    public Optional<BestEvaluation> bestEvaluation() {
        return BestEvaluation.of(curve);
    }
}

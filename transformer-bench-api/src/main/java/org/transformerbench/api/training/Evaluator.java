package org.transformerbench.api.training;

import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.result.Metrics;

/** The evaluation of a model on all examples of a set; the same arithmetic for every model and trainer. */
public final class Evaluator {
    /** Keeps the logits of one pass at 16 MiB. */
    private static final int MAX_LOGITS = 1 << 22;

    private static final PredictionConsumer NONE = (example, output, predicted, target) -> {};

    private Evaluator() {}

    private interface LogitsSource {
        float[] logits(int[] tokens, int positions, Targets targets);
    }

    /**
     * Evaluates without dropout.
     *
     * @param model the model
     * @param examples what it is scored on; not empty
     * @param targets the mode of the examples
     * @param batchSize the most examples that go through the model at once
     * @return mean loss over all targets that count; accuracy over the scored ones; exact match where examples make up answers;
     *     each slice that has a target
     * @throws DataException if no scored target counts, in all examples or in one whole answer
     */
    public static Metrics evaluate(TrainedModel model, ExampleSet examples, Targets targets, int batchSize) {
        return evaluate(model, examples, targets, batchSize, NONE);
    }

    /**
     * Evaluates without dropout, and hands on what the model predicts.
     *
     * @param model the model
     * @param examples what it is scored on; not empty
     * @param targets the mode of the examples
     * @param batchSize the most examples that go through the model at once
     * @param predictions is told of each scored target, on the caller's thread
     * @return as for {@link #evaluate(TrainedModel, ExampleSet, Targets, int)}
     * @throws DataException if no scored target counts, in all examples or in one whole answer
     */
    public static Metrics evaluate(
            TrainedModel model, ExampleSet examples, Targets targets, int batchSize, PredictionConsumer predictions) {
        return evaluate(model::logits, model.shape().vocabularySize(), examples, targets, batchSize, predictions);
    }

    /**
     * Evaluates as the model is trained, with dropout; what is found then depends on the batch size too.
     *
     * @param session the model
     * @param examples what it is scored on; not empty
     * @param targets the mode of the examples
     * @param batchSize the most examples that go through the model at once
     * @return as for {@link #evaluate(TrainedModel, ExampleSet, Targets, int)}
     * @throws DataException if no scored target counts, in all examples or in one whole answer
     * @throws ConfigException if the session is not capable of {@link DropoutEvaluation}
     */
    public static Metrics evaluateWithDropout(
            TrainingSession session, ExampleSet examples, Targets targets, int batchSize) {
        return evaluate(
                requireDropout(session)::logitsWithDropout,
                session.shape().vocabularySize(),
                examples,
                targets,
                batchSize,
                NONE);
    }

    static DropoutEvaluation requireDropout(TrainingSession session) {
        return session.capability(DropoutEvaluation.class)
                .orElseThrow(() -> new ConfigException(
                        "protocol.evaluationDropout is true, but the trainer's sessions have no DropoutEvaluation; set it to false"
                                + " (--set protocol.evaluationDropout=false), or choose another trainer"));
    }

    private static Metrics evaluate(
            LogitsSource model,
            int vocabularySize,
            ExampleSet examples,
            Targets targets,
            int batchSize,
            PredictionConsumer predictions) {
        long logitsPerExample = (long) examples.targetsPerExample() * vocabularySize;
        int rows = (int) Math.max(1, Math.min(batchSize, MAX_LOGITS / logitsPerExample));
        Score score = new Score(examples, vocabularySize, predictions);
        for (long from = 0; from < examples.size(); from += rows) {
            long to = Math.min(examples.size(), from + rows);
            Batch batch = examples.batch(LongStream.range(from, to).toArray());
            float[] logits = model.logits(batch.tokens(), batch.positions(), targets);
            if (logits.length != batch.size() * logitsPerExample) {
                throw new ModelException("The model gave " + logits.length + " logits for " + batch.size()
                        + " examples x " + batch.targetsPerExample() + " targets x " + vocabularySize + " tokens");
            }
            score.add(logits, batch);
        }
        return score.metrics();
    }
}

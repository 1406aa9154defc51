package org.transformerbench.api.training;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.result.Metrics;

/** Scores a model on all examples of a set, in evaluation mode; the same arithmetic for every model and trainer. */
public final class Evaluator {
    /** Keeps the logits of one pass at 16 MiB. */
    private static final int MOST_LOGITS = 1 << 22;

    private Evaluator() {}

    /**
     * Evaluates.
     *
     * @param model the model
     * @param examples what it is scored on; not empty
     * @param targets the mode of the examples
     * @param batchSize the most examples that go through the model at once
     * @return mean loss over all targets; accuracy over the scored ones; exact match where examples make up answers
     */
    public static Metrics evaluate(TrainedModel model, ExampleSet examples, Targets targets, int batchSize) {
        int vocabularySize = model.shape().vocabularySize();
        long logitsPerExample = (long) examples.targetsPerExample() * vocabularySize;
        int rows = (int) Math.max(1, Math.min(batchSize, MOST_LOGITS / logitsPerExample));
        Score score = new Score(examples, vocabularySize);
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

    /** Running sums. Examples arrive in order, so that a whole answer may reach over two batches. */
    private static final class Score {
        private final ExampleSet examples;
        private final int vocabularySize;
        private double lossSum;
        private long targets;
        private long scored;
        private long right;
        private long examplesSeen;
        private boolean answerRight = true;
        private long answersRight;

        Score(ExampleSet examples, int vocabularySize) {
            this.examples = examples;
            this.vocabularySize = vocabularySize;
        }

        void add(float[] logits, Batch batch) {
            int perExample = batch.targetsPerExample();
            for (int example = 0; example < batch.size(); example++) {
                for (int output = 0; output < perExample; output++) {
                    int target = example * perExample + output;
                    addTarget(logits, target * vocabularySize, batch.targets()[target], output);
                }
                endExample();
            }
        }

        private void addTarget(float[] logits, int offset, int label, int output) {
            int best = 0;
            for (int token = 1; token < vocabularySize; token++) {
                if (logits[offset + token] > logits[offset + best]) {
                    best = token;
                }
            }
            double sum = 0;
            double largest = logits[offset + best];
            for (int token = 0; token < vocabularySize; token++) {
                sum += Math.exp(logits[offset + token] - largest);
            }
            lossSum += Math.log(sum) + largest - logits[offset + label];
            targets++;
            if (output >= examples.firstScoredTarget()) {
                scored++;
                if (best == label) {
                    right++;
                } else {
                    answerRight = false;
                }
            }
        }

        private void endExample() {
            examplesSeen++;
            if (examples.examplesPerAnswer() > 0 && examplesSeen % examples.examplesPerAnswer() == 0) {
                answersRight += answerRight ? 1 : 0;
                answerRight = true;
            }
        }

        Metrics metrics() {
            long answers = examples.examplesPerAnswer() == 0 ? 0 : examplesSeen / examples.examplesPerAnswer();
            OptionalDouble exactMatch =
                    answers == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) answersRight / answers);
            return new Metrics(lossSum / targets, (double) right / scored, exactMatch, scored, answers, List.of());
        }
    }
}

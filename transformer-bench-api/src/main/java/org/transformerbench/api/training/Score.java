package org.transformerbench.api.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Logits;
import org.transformerbench.api.Slice;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.SliceMetrics;

/**
 * Running sums of one evaluation over the targets that count. Examples arrive in order, so that a whole answer may reach over two
 * batches.
 */
final class Score {

    private static final class Sums {
        private double loss;
        private long targets;
        private long correct;

        void add(double targetLoss, boolean isCorrect) {
            loss += targetLoss;
            targets++;
            correct += isCorrect ? 1 : 0;
        }
    }

    private final ExampleSet examples;
    private final int vocabularySize;
    private final PredictionConsumer predictions;
    private final Answers answers;
    private final List<Slice> slices;
    private final List<Sums> sliceSums = new ArrayList<>();
    private double lossSum;
    private long targets;
    private long scored;
    private long correct;
    private long examplesSeen;
    private boolean answerRight = true;
    private long answersRight;
    /** The answer that the next example belongs to. */
    private long answer;

    private long endOfAnswer;
    private long scoredBeforeAnswer;

    /**
     * @param predictions is told of each scored target
     */
    Score(ExampleSet examples, int vocabularySize, PredictionConsumer predictions) {
        this.examples = examples;
        this.vocabularySize = vocabularySize;
        this.predictions = predictions;
        this.answers = examples.answers();
        beginAnswer();
        this.slices = examples.slices();
        slices.forEach(slice -> sliceSums.add(new Sums()));
    }

    void add(float[] logits, Batch batch) {
        int perExample = batch.targetsPerExample();
        for (int example = 0; example < batch.size(); example++) {
            int firstScored = examples.firstScoredTarget(examplesSeen);
            for (int output = 0; output < perExample; output++) {
                int target = example * perExample + output;
                if (batch.targets()[target] != Batch.IGNORED) {
                    addTarget(logits, target * vocabularySize, batch.targets()[target], output, firstScored);
                }
            }
            endExample();
        }
    }

    private void addTarget(float[] logits, int offset, int label, int output, int firstScored) {
        int best = Logits.argmax(logits, offset, vocabularySize);
        double sum = 0;
        double largest = logits[offset + best];
        for (int token = 0; token < vocabularySize; token++) {
            sum += Math.exp(logits[offset + token] - largest);
        }
        double loss = Math.log(sum) + largest - logits[offset + label];
        lossSum += loss;
        targets++;
        if (output >= firstScored) {
            scored++;
            predictions.accept(examplesSeen, output, best, label);
            if (best == label) {
                correct++;
            } else {
                answerRight = false;
            }
        }
        for (int slice = 0; slice < slices.size(); slice++) {
            if (examples.inSlice(slice, examplesSeen, output)) {
                sliceSums.get(slice).add(loss, best == label);
            }
        }
    }

    private void endExample() {
        examplesSeen++;
        if (examplesSeen == endOfAnswer) {
            if (scored == scoredBeforeAnswer) {
                throw new DataException("The answer " + answer + ", which ends with example " + (examplesSeen - 1)
                        + ", has no scored target that counts: whether it is right cannot be told");
            }
            answersRight += answerRight ? 1 : 0;
            answer++;
            beginAnswer();
        }
    }

    private void beginAnswer() {
        answerRight = true;
        scoredBeforeAnswer = scored;
        endOfAnswer = answer < answers.count() ? answers.endExample(answer) : Long.MAX_VALUE;
    }

    /**
     * Returns the quality so far.
     *
     * @throws DataException if nothing was scored
     */
    Metrics metrics() {
        if (scored == 0) {
            throw new DataException("Nothing can be scored: none of the targets of " + examplesSeen
                    + " examples counts for the accuracy");
        }
        OptionalDouble exactMatch =
                answer == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) answersRight / answer);
        return new Metrics(lossSum / targets, (double) correct / scored, exactMatch, scored, answer, sliceMetrics());
    }

    /** A slice that no target belongs to has no loss. */
    private List<SliceMetrics> sliceMetrics() {
        List<SliceMetrics> found = new ArrayList<>();
        for (int slice = 0; slice < slices.size(); slice++) {
            Sums sums = sliceSums.get(slice);
            if (sums.targets > 0) {
                found.add(new SliceMetrics(
                        slices.get(slice),
                        sums.targets,
                        sums.loss / sums.targets,
                        (double) sums.correct / sums.targets));
            }
        }
        return found;
    }
}

package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Logits;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;

/**
 * A generator of whole answers: each token is the most likely one after the question and the tokens that the model itself
 * generated before. Many answers are written at once. Both forms that {@link ExampleSet#examplesPerAnswer} names are known.
 */
public final class AnswerGenerator {
    private final TrainedModel model;
    private final ExampleSet examples;
    private final IntFunction<Decoder> decoders;
    private final int vocabularySize;

    /**
     * Creates a generator of the answers to one set.
     *
     * @param model writes them
     * @param examples hold the questions, and the correct answers
     * @throws IllegalArgumentException if the examples have no whole answers, or not in one of the two forms
     */
    public AnswerGenerator(TrainedModel model, ExampleSet examples) {
        this(model, examples, model::decoder);
    }

    /** Creates a generator with a factory of decoders by batch size. */
    AnswerGenerator(TrainedModel model, ExampleSet examples, IntFunction<Decoder> decoders) {
        this.model = model;
        this.examples = examples;
        this.decoders = decoders;
        this.vocabularySize = model.shape().vocabularySize();
        if (examples.examplesPerAnswer() == 0) {
            throw new IllegalArgumentException("These examples have no whole answers");
        }
        boolean sequences = examples.examplesPerAnswer() == 1 && examples.targetsPerExample() == examples.positions();
        if (!sequences
                && (examples.targetsPerExample() != 1 || examples.examplesPerAnswer() - 1 > examples.positions())) {
            throw unknownForm();
        }
    }

    /**
     * Returns the number of answers.
     *
     * @return examples / examples per answer
     */
    public long answers() {
        return examples.size() / examples.examplesPerAnswer();
    }

    /**
     * Returns the number of tokens per answer.
     *
     * @return at least 1
     */
    public int answerLength() {
        return shiftsQuestion() ? examples.examplesPerAnswer() : examples.positions() - examples.firstScoredTarget();
    }

    /** Returns whether the question's tokens shift with each token of its answer, so that nothing of them can be cached. */
    boolean shiftsQuestion() {
        return examples.targetsPerExample() == 1;
    }

    /**
     * Generates answers.
     *
     * @param from the first one; 0 &lt;= from &lt; {@link #answers()}
     * @param count how many, all at once; at least 1
     * @return as many answers, in order
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws IllegalArgumentException if the examples are not in one of the two forms
     */
    public List<GeneratedAnswer> generate(long from, int count) {
        return shiftsQuestion() ? toRows(from, count) : inSequences(from, count);
    }

    private List<GeneratedAnswer> toRows(long from, int count) {
        int length = answerLength();
        int positions = examples.positions();
        Answers answers = new Answers(count, length);
        for (int i = 0; i < length; i++) {
            int row = i;
            Batch batch = examples.batch(LongStream.range(from, from + count)
                    .map(answer -> answer * length + row)
                    .toArray());
            for (int answer = 0; answer < count; answer++) {
                answers.expected[answer][i] = batch.targets()[answer];
                int known = (answer + 1) * positions - i;
                requireTokens(batch.tokens(), known, answers.expected[answer], 0, i);
                if (i == length - 1) {
                    answers.prompts[answer] = Arrays.copyOfRange(batch.tokens(), answer * positions, known);
                }
                System.arraycopy(answers.written[answer], 0, batch.tokens(), known, i);
            }
            answers.write(i, model.logits(batch.tokens(), positions, Targets.LAST));
        }
        return answers.toList();
    }

    private List<GeneratedAnswer> inSequences(long from, int count) {
        int length = answerLength();
        int positions = examples.positions();
        int asked = examples.firstScoredTarget() + 1;
        Batch batch = examples.batch(LongStream.range(from, from + count).toArray());
        Answers answers = new Answers(count, length);
        int[] prompts = new int[count * asked];
        for (int answer = 0; answer < count; answer++) {
            int first = answer * positions;
            requireTokens(batch.tokens(), first + 1, batch.targets(), first, positions - 1);
            answers.prompts[answer] = Arrays.copyOfRange(batch.tokens(), first, first + asked);
            System.arraycopy(batch.tokens(), first, prompts, answer * asked, asked);
            System.arraycopy(batch.targets(), first + asked - 1, answers.expected[answer], 0, length);
        }
        Decoder decoder = decoders.apply(count);
        answers.write(0, decoder.append(prompts));
        for (int i = 1; i < length; i++) {
            answers.write(i, decoder.append(answers.tokens(i - 1)));
        }
        return answers.toList();
    }

    /**
     * Checks that the positions of the answer hold the expected tokens. What is replaced by the model's own tokens must be the
     * right ones: otherwise these are not the known forms.
     */
    private static void requireTokens(int[] tokens, int offset, int[] right, int rightOffset, int length) {
        if (!Arrays.equals(tokens, offset, offset + length, right, rightOffset, rightOffset + length)) {
            throw unknownForm();
        }
    }

    private static IllegalArgumentException unknownForm() {
        return new IllegalArgumentException(
                "These examples hold answers in a form that cannot be written token by token:"
                        + " neither one sequence per answer nor one example per token that ends with the tokens before it");
    }

    /** A batch of answers that grow by one token at a time. */
    private final class Answers {
        final int[][] prompts;
        final int[][] written;
        final int[][] expected;
        final double[] probabilities;

        Answers(int count, int length) {
            prompts = new int[count][];
            written = new int[count][length];
            expected = new int[count][length];
            probabilities = new double[count];
            Arrays.fill(probabilities, 1);
        }

        void write(int place, float[] logits) {
            for (int answer = 0; answer < written.length; answer++) {
                int row = answer * vocabularySize;
                int token = Logits.argmax(logits, row, vocabularySize);
                written[answer][place] = token;
                probabilities[answer] *= Logits.probability(logits, row, vocabularySize, token);
            }
        }

        int[] tokens(int place) {
            return Arrays.stream(written).mapToInt(answer -> answer[place]).toArray();
        }

        List<GeneratedAnswer> toList() {
            List<GeneratedAnswer> all = new ArrayList<>();
            for (int i = 0; i < written.length; i++) {
                all.add(new GeneratedAnswer(prompts[i], written[i], expected[i], probabilities[i]));
            }
            return all;
        }
    }
}

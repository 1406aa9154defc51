package org.transformerbench.api.inference;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.TrainedModel;

/**
 * A generator of whole answers: each token is the most likely one after the question and the tokens that the model itself
 * generated before, as many as the correct answer has. Many answers are written at once, of different lengths too. Both forms
 * that {@link ExampleSet#answers} names are known.
 */
public final class AnswerGenerator {
    /** Rows of examples are as long as they should be. */
    private static final int NO_PADDING = 0;

    private final TokenLoop<Writing> loop;
    private final ExampleSet examples;
    private final Answers answers;

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
        this.loop = new TokenLoop<>(
                model,
                decoders,
                TokenLoop.choice(model, OptionalInt.empty(), Sampling.greedy(), new SplittableRandom(0)));
        this.examples = examples;
        this.answers = examples.answers();
        if (answers.count() == 0) {
            throw new IllegalArgumentException("These examples have no whole answers");
        }
        if (!shiftsQuestion() && (answers.endExample(0) != 1 || examples.targetsPerExample() != examples.positions())) {
            throw unknownForm();
        }
    }

    /**
     * Returns the number of answers.
     *
     * @return {@link Answers#count()}
     */
    public long answers() {
        return answers.count();
    }

    /**
     * Returns the number of tokens of an answer.
     *
     * @param answer 0 &lt;= answer &lt; {@link #answers()}
     * @return at least 1
     * @throws IndexOutOfBoundsException if there is no such answer
     * @throws IllegalArgumentException if the examples are not in one of the two forms
     */
    public int answerLength(long answer) {
        return read(answer).expected.length;
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
        List<Writing> all =
                LongStream.range(from, from + count).mapToObj(this::read).toList();
        if (shiftsQuestion()) {
            loop.inWindows(all, examples.positions(), NO_PADDING);
        } else {
            loop.inSequences(all);
        }
        return all.stream().map(Writing::result).toList();
    }

    private Writing read(long answer) {
        long first = answers.firstExample(answer);
        long end = answers.endExample(answer);
        return shiftsQuestion() ? readRows(first, end) : readSequence(first, end);
    }

    /** Reads an answer whose scored rows, one per token, are the last of its examples; those before are of the question. */
    private Writing readRows(long first, long end) {
        long answer = first;
        while (answer < end && examples.firstScoredTarget(answer) > 0) {
            answer++;
        }
        if (answer == end || end - answer - 1 > examples.positions()) {
            throw unknownForm();
        }
        Batch rows = examples.batch(LongStream.range(answer, end).toArray());
        int[] expected = rows.targets();
        int length = expected.length;
        int positions = rows.positions();
        for (int row = 0; row < length; row++) {
            if (expected[row] == Batch.IGNORED || examples.firstScoredTarget(answer + row) > 0) {
                throw unknownForm();
            }
            requireTokens(rows.tokens(), (row + 1) * positions - row, expected, 0, row);
        }
        int[] prompt = Arrays.copyOfRange(rows.tokens(), (length - 1) * positions, length * positions - (length - 1));
        return new Writing(prompt, expected, rows.tokens());
    }

    /** Reads an answer that is the last scored targets of one sequence that count, without a gap. */
    private Writing readSequence(long example, long end) {
        Batch row = examples.batch(example);
        int[] targets = row.targets();
        int from = examples.firstScoredTarget(example);
        while (from < targets.length && targets[from] == Batch.IGNORED) {
            from++;
        }
        int to = targets.length;
        while (to > from && targets[to - 1] == Batch.IGNORED) {
            to--;
        }
        if (end != example + 1 || from == to) {
            throw unknownForm();
        }
        int[] expected = Arrays.copyOfRange(targets, from, to);
        if (Arrays.stream(expected).anyMatch(target -> target == Batch.IGNORED)) {
            throw unknownForm();
        }
        for (int output = 0; output < to - 1; output++) {
            if (targets[output] != Batch.IGNORED) {
                requireTokens(row.tokens(), output + 1, targets, output, 1);
            }
        }
        return new Writing(Arrays.copyOf(row.tokens(), from + 1), expected, new int[0]);
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

    /** An answer that grows until it is as long as the correct one. */
    private static final class Writing extends GrowingText {
        private final int[] expected;
        /** The tokens of the row of each token of the answer; empty where it is one sequence. */
        private final int[] rows;

        Writing(int[] prompt, int[] expected, int[] rows) {
            super(prompt, expected.length);
            this.expected = expected;
            this.rows = rows;
        }

        /** Copies the row of the next token as the examples have it, but with the tokens that the model wrote. */
        @Override
        void copyWindow(int[] to, int at, int positions, int padToken) {
            System.arraycopy(rows, length() * positions, to, at, positions);
            copyWritten(length(), to, at + positions - length());
        }

        GeneratedAnswer result() {
            return new GeneratedAnswer(prompt(), written(), expected, probability());
        }
    }
}

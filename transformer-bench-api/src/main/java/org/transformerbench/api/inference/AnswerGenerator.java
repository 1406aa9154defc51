package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Logits;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;

/**
 * A generator of whole answers: each token is the most likely one after the question and the tokens that the model itself
 * generated before, as many as the correct answer has. Many answers are written at once, of different lengths too. Both forms
 * that {@link ExampleSet#answers} names are known.
 */
public final class AnswerGenerator {
    private final TrainedModel model;
    private final ExampleSet examples;
    private final Answers answers;
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
        this.answers = examples.answers();
        this.decoders = decoders;
        this.vocabularySize = model.shape().vocabularySize();
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
            inRows(all);
        } else {
            TreeMap<Integer, List<Writing>> byLength = new TreeMap<>();
            all.forEach(writing -> byLength.computeIfAbsent(writing.prompt.length, none -> new ArrayList<>())
                    .add(writing));
            byLength.values().forEach(this::inSequences);
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

    private void inRows(List<Writing> all) {
        int positions = examples.positions();
        List<Writing> open = all;
        for (int place = 0; !open.isEmpty(); place++) {
            int[] tokens = new int[open.size() * positions];
            for (int i = 0; i < open.size(); i++) {
                Writing writing = open.get(i);
                System.arraycopy(writing.rows, place * positions, tokens, i * positions, positions);
                System.arraycopy(writing.written, 0, tokens, (i + 1) * positions - place, place);
            }
            write(open, place, model.logits(tokens, positions, Targets.LAST));
            int next = place + 1;
            open = open.stream()
                    .filter(writing -> writing.written.length > next)
                    .toList();
        }
    }

    /** Writes answers to prompts of one length; those that are complete go through the model until the longest is. */
    private void inSequences(List<Writing> all) {
        int longest =
                all.stream().mapToInt(writing -> writing.written.length).max().orElseThrow();
        Decoder decoder = decoders.apply(all.size());
        int[] next = all.stream()
                .flatMapToInt(writing -> Arrays.stream(writing.prompt))
                .toArray();
        for (int place = 0; place < longest; place++) {
            write(all, place, decoder.append(next));
            int last = place;
            next = all.stream()
                    .mapToInt(writing -> writing.written[Math.min(last, writing.written.length - 1)])
                    .toArray();
        }
    }

    private void write(List<Writing> all, int place, float[] logits) {
        for (int row = 0; row < all.size(); row++) {
            if (place < all.get(row).written.length) {
                all.get(row).write(place, logits, row * vocabularySize);
            }
        }
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

    /** An answer that grows by one token at a time. */
    private final class Writing {
        final int[] prompt;
        final int[] expected;
        /** The tokens of the row of each token of the answer; empty where it is one sequence. */
        final int[] rows;

        final int[] written;
        double probability = 1;

        Writing(int[] prompt, int[] expected, int[] rows) {
            this.prompt = prompt;
            this.expected = expected;
            this.rows = rows;
            this.written = new int[expected.length];
        }

        void write(int place, float[] logits, int row) {
            int token = Logits.argmax(logits, row, vocabularySize);
            written[place] = token;
            probability *= Logits.probability(logits, row, vocabularySize, token);
        }

        GeneratedAnswer result() {
            return new GeneratedAnswer(prompt, written, expected, probability);
        }
    }
}

package org.transformerbench.api.inference;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;

/** A model without parameters, and problems for it: the answer to {@code a b} is {@code a+b, a+b+1, ...} modulo V. */
final class Scripted {
    static final int V = 7;

    private Scripted() {}

    /** A model that gives the token that a function makes of the window a logit of 2, and all others 0. */
    static class Rule extends FakeSession {
        private final int contextLength;
        private final int outputs;
        private final ToIntFunction<int[]> next;

        Rule(int contextLength, int outputs, ToIntFunction<int[]> next) {
            this.contextLength = contextLength;
            this.outputs = outputs;
            this.next = next;
        }

        @Override
        public SequenceShape shape() {
            return new SequenceShape(V, contextLength, outputs);
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            evaluations++;
            int every = targets == Targets.LAST ? 1 : positions;
            int rows = tokens.length / positions;
            float[] logits = new float[rows * every * V];
            for (int row = 0; row < rows; row++) {
                for (int output = 0; output < every; output++) {
                    int end = (row + 1) * positions - (every - 1 - output);
                    int token = next.applyAsInt(Arrays.copyOfRange(tokens, row * positions, end));
                    logits[(row * every + output) * V + token] = 2;
                }
            }
            return logits;
        }
    }

    /** What follows is one more than the last token: right after the first token of an answer, if that was right. */
    static int increment(int[] window) {
        return (window[window.length - 1] + 1) % V;
    }

    /** The answers as rows padded with 0 on the left, three tokens each: T = 4. */
    record Rows(int problems) implements ExampleSet {
        @Override
        public long size() {
            return problems * 3L;
        }

        @Override
        public int positions() {
            return 4;
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public Answers answers() {
            return Answers.each(3, size());
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int known = (int) (index % 3);
            int[] text = text((int) (index / 3));
            Arrays.fill(tokens, tokenOffset, tokenOffset + 2 - known, 0);
            System.arraycopy(text, 0, tokens, tokenOffset + 2 - known, 2 + known);
            targets[targetOffset] = text[2 + known];
        }
    }

    /** The same answers as whole sequences: T = 4. */
    record Sequences(int problems) implements ExampleSet {
        @Override
        public long size() {
            return problems;
        }

        @Override
        public int positions() {
            return 4;
        }

        @Override
        public int targetsPerExample() {
            return 4;
        }

        @Override
        public Answers answers() {
            return Answers.each(1, size());
        }

        @Override
        public int firstScoredTarget(long example) {
            return 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int[] text = text((int) index);
            System.arraycopy(text, 0, tokens, tokenOffset, 4);
            System.arraycopy(text, 1, targets, targetOffset, 4);
        }
    }

    /** Answers of one, two and three tokens in turn, each after its question of two: T = 4, padded with 0. */
    interface Unequal extends ExampleSet {
        int problems();

        /** 1, 2, 3, 1, 2, 3... */
        static int length(long problem) {
            return 1 + (int) (problem % 3);
        }

        @Override
        default int positions() {
            return 4;
        }
    }

    /** One padded row per token; the first row of each problem is of the question, and enters the loss only. */
    record UnequalRows(int problems) implements Unequal {
        @Override
        public Answers answers() {
            return Answers.ofLengths(IntStream.range(0, problems)
                    .map(problem -> 1 + Unequal.length(problem))
                    .toArray());
        }

        @Override
        public long size() {
            return answers().endExample(problems - 1);
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public int firstScoredTarget(long example) {
            return answers().firstExample(problem(example)) == example ? 1 : 0;
        }

        private int problem(long example) {
            int problem = 0;
            while (answers().endExample(problem) <= example) {
                problem++;
            }
            return problem;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int problem = problem(index);
            int known = 1 + (int) (index - answers().firstExample(problem));
            Arrays.fill(tokens, tokenOffset, tokenOffset + 4 - known, 0);
            System.arraycopy(text(problem), 0, tokens, tokenOffset + 4 - known, known);
            targets[targetOffset] = text(problem)[known];
        }
    }

    /** One sequence per problem; the question enters the loss only, and what follows the answer does not count. */
    record UnequalSequences(int problems) implements Unequal {
        @Override
        public Answers answers() {
            return Answers.each(1, problems);
        }

        @Override
        public long size() {
            return problems;
        }

        @Override
        public int targetsPerExample() {
            return 4;
        }

        @Override
        public int firstScoredTarget(long example) {
            return 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int length = 2 + Unequal.length(index);
            Arrays.fill(tokens, tokenOffset, tokenOffset + 4, 0);
            System.arraycopy(text((int) index), 0, tokens, tokenOffset, Math.min(4, length));
            Arrays.fill(targets, targetOffset, targetOffset + 4, Batch.IGNORED);
            System.arraycopy(text((int) index), 1, targets, targetOffset, length - 1);
        }
    }

    /** Windows of 0, 1, 2, ... modulo V: running text. T = 4. */
    record Text(int windows) implements ExampleSet {
        @Override
        public long size() {
            return windows;
        }

        @Override
        public int positions() {
            return 4;
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            for (int i = 0; i < 4; i++) {
                tokens[tokenOffset + i] = (int) ((index + i) % V);
            }
            targets[targetOffset] = (int) ((index + 4) % V);
        }
    }

    /** Problem n asks n and 2 n. */
    private static int[] text(int problem) {
        int left = problem % V;
        int right = 2 * problem % V;
        int sum = (left + right) % V;
        return new int[] {left, right, sum, (sum + 1) % V, (sum + 2) % V};
    }
}

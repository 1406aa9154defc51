package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.transformerbench.api.ReferenceLine;

/** References on problems that need no arithmetic. */
final class ArithmeticReferences {
    /** Maximum number of problems to count, where they are computed and not held. */
    private static final long MAX_COUNTED_PROBLEMS = 100_000;

    private final Operator operator;
    private final ArithmeticConfig config;
    private final Problems train;
    private final Problems test;
    private final int vocabularySize;
    private List<ReferenceLine> known;

    ArithmeticReferences(Operator operator, ArithmeticConfig config, Problems train, Problems test) {
        this.operator = operator;
        this.config = config;
        this.train = train;
        this.test = test;
        this.vocabularySize = ArithmeticEncoding.vocabulary(operator).size();
    }

    /** Returns the references, which are computed on first use. */
    synchronized List<ReferenceLine> lines() {
        if (known == null) {
            known = count();
        }
        return known;
    }

    private List<ReferenceLine> count() {
        List<ReferenceLine> lines = new ArrayList<>();
        lines.add(new ReferenceLine("uniform", Math.log(vocabularySize), OptionalDouble.of(1.0 / vocabularySize)));
        lines.add(frequencies());
        if (operator == Operator.PLUS
                && !config.countsQuestion()
                && config.rightDigits().isEmpty()
                && config.padded().isEmpty()) {
            lines.add(plateau());
        }
        return List.copyOf(lines);
    }

    /**
     * Returns the loss of a model that knows only the end sign, the leading digit (the last carry) and that all other tokens are
     * digits: of an answer's n + 2 tokens n are guessed, so that the loss is n / (n + 2) ln 10. For three digits 1.3816 and
     * accuracy 0.46.
     */
    private ReferenceLine plateau() {
        int digits = config.digits();
        double tokens = digits + 2;
        return new ReferenceLine(
                "end sign and carry digit",
                digits / tokens * Math.log(10),
                OptionalDouble.of((2 + digits * 0.1) / tokens));
    }

    /** Returns the frequency of each token at its place in the question or the answer, counted on the training problems. */
    private ReferenceLine frequencies() {
        int places = train.encoding().length();
        long[][] counts = new long[places][vocabularySize];
        forEachTarget(train, (place, token) -> counts[place][token]++);
        long[] totals = new long[places];
        int[] best = new int[places];
        for (int place = 0; place < places; place++) {
            // One more of each token, so that an unseen one is not impossible.
            totals[place] = vocabularySize + Arrays.stream(counts[place]).sum();
            for (int token = 0; token < vocabularySize; token++) {
                best[place] = counts[place][token] > counts[place][best[place]] ? token : best[place];
            }
        }
        int firstScored = train.encoding().promptLength();
        long[] right = new long[2];
        double[] loss = new double[2];
        forEachTarget(test, (place, token) -> {
            loss[0] -= Math.log((counts[place][token] + 1.0) / totals[place]);
            loss[1]++;
            if (place >= firstScored) {
                right[0] += best[place] == token ? 1 : 0;
                right[1]++;
            }
        });
        return new ReferenceLine(
                "unigram by position", loss[0] / loss[1], OptionalDouble.of((double) right[0] / right[1]));
    }

    private interface TargetVisitor {
        void visit(int place, int token);
    }

    /** The places of the answer begin after the longest question. */
    private void forEachTarget(Problems problems, TargetVisitor visitor) {
        int answerPlace = problems.encoding().promptLength();
        boolean computed = problems.definition().isPresent();
        long most = computed ? Math.min(MAX_COUNTED_PROBLEMS, problems.count()) : problems.count();
        for (long index = 0; index < most; index++) {
            ProblemText text = problems.text(index);
            for (int position = config.countsQuestion() ? 1 : text.promptLength();
                    position < text.promptLength();
                    position++) {
                visitor.visit(position, text.token(position));
            }
            for (int position = 0; position < text.answerLength(); position++) {
                visitor.visit(answerPlace + position, text.token(text.promptLength() + position));
            }
        }
    }
}

package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;

/** References on problems that need no arithmetic. */
final class ArithmeticReferences {
    private final Operator operator;
    private final ArithmeticConfig config;
    private List<ReferenceLine> known;

    ArithmeticReferences(Operator operator, ArithmeticConfig config) {
        this.operator = operator;
        this.config = config;
    }

    /** Returns the references, which are computed on first use. */
    synchronized List<ReferenceLine> of(ExampleSet train, ExampleSet test) {
        if (known == null) {
            known = count(train, test);
        }
        return known;
    }

    private List<ReferenceLine> count(ExampleSet train, ExampleSet test) {
        List<ReferenceLine> lines = new ArrayList<>();
        int vocabularySize = ArithmeticEncoding.VOCABULARY.size();
        lines.add(new ReferenceLine("uniform", Math.log(vocabularySize), OptionalDouble.of(1.0 / vocabularySize)));
        lines.add(frequencies(train, test));
        if (operator == Operator.PLUS && config.targets() == ArithmeticTargets.PER_ANSWER_TOKEN) {
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

    /** Returns the frequency of each token at its place among the targets of a problem, counted on the training examples. */
    private static ReferenceLine frequencies(ExampleSet train, ExampleSet test) {
        int vocabularySize = ArithmeticEncoding.VOCABULARY.size();
        int places = examplesPerAnswer(train) * train.targetsPerExample();
        long[][] counts = new long[places][vocabularySize];
        forEachTarget(train, (place, output, token) -> counts[place][token]++);
        long[] totals = new long[places];
        int[] best = new int[places];
        for (int place = 0; place < places; place++) {
            // One more of each token, so that an unseen one is not impossible.
            totals[place] = vocabularySize + Arrays.stream(counts[place]).sum();
            for (int token = 0; token < vocabularySize; token++) {
                best[place] = counts[place][token] > counts[place][best[place]] ? token : best[place];
            }
        }
        long[] right = new long[2];
        double[] loss = new double[2];
        int firstScored = test.firstScoredTarget(0);
        forEachTarget(test, (place, output, token) -> {
            loss[0] -= Math.log((counts[place][token] + 1.0) / totals[place]);
            loss[1]++;
            if (output >= firstScored) {
                right[0] += best[place] == token ? 1 : 0;
                right[1]++;
            }
        });
        return new ReferenceLine(
                "unigram by position", loss[0] / loss[1], OptionalDouble.of((double) right[0] / right[1]));
    }

    private static int examplesPerAnswer(ExampleSet examples) {
        return (int) examples.answers().endExample(0);
    }

    private interface TargetVisitor {
        void visit(int place, int output, int token);
    }

    private static void forEachTarget(ExampleSet examples, TargetVisitor visitor) {
        int[] tokens = new int[examples.positions()];
        int[] targets = new int[examples.targetsPerExample()];
        int examplesPerAnswer = examplesPerAnswer(examples);
        for (long index = 0; index < examples.size(); index++) {
            examples.read(index, tokens, 0, targets, 0);
            int first = (int) (index % examplesPerAnswer) * examples.targetsPerExample();
            for (int output = 0; output < targets.length; output++) {
                visitor.visit(first + output, output, targets[output]);
            }
        }
    }
}

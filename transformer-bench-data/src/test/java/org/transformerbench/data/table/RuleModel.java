package org.transformerbench.data.table;

import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainedModel;

/**
 * A model that writes what a rule says of the input, sign by sign.
 *
 * @param rule the answer to an input; of classes, the symbol in the vocabulary
 */
record RuleModel(Dataset data, Targets mode, UnaryOperator<String> rule) implements TrainedModel {

    @Override
    public SequenceShape shape() {
        return SequenceShape.of(data.vocabulary().size(), data.contextLength(), mode);
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        int outputs = targets == Targets.EVERY ? positions : 1;
        int size = data.vocabulary().size();
        float[] logits = new float[tokens.length / positions * outputs * size];
        for (int row = 0; row < tokens.length / positions; row++) {
            for (int output = 0; output < outputs; output++) {
                int end = row * positions + (targets == Targets.EVERY ? output + 1 : positions);
                int[] known = IntStream.range(row * positions, end)
                        .map(i -> tokens[i])
                        .filter(token -> token != Layout.PAD)
                        .toArray();
                logits[(row * outputs + output) * size + next(known)] = 5;
            }
        }
        return logits;
    }

    private int next(int[] known) {
        int go = IntStream.range(0, known.length)
                .filter(i -> known[i] == Layout.GO)
                .findFirst()
                .orElse(-1);
        if (go < 0) {
            return Layout.UNKNOWN;
        }
        TextEncoding encoding = data.textEncoding().orElseThrow();
        String answer = rule.apply(encoding.decode(Arrays.copyOf(known, go)));
        if (encoding.kind() == TextEncoding.Kind.LABEL) {
            return data.vocabulary().idOf(answer).orElseThrow();
        }
        int place = known.length - go - 1;
        return place < answer.length()
                ? data.vocabulary().idOf(answer.substring(place, place + 1)).orElseThrow()
                : Layout.END;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return Map.of();
    }

    @Override
    public void load(Map<String, Tensor> parameters) {
        throw new UnsupportedOperationException("It has no parameters");
    }

    @Override
    public void close() {}
}

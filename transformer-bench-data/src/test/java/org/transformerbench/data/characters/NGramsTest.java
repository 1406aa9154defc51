package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NGramsTest {
    private static final int VOCABULARY = 5;
    private static final int[] TEXT = new Random(7)
            .ints(600, 0, VOCABULARY * 3)
            .map(i -> Math.min(i, VOCABULARY - 1))
            .toArray();
    private static final TextPart COUNTED = new TextPart(0, 500);

    /** Witten-Bell by its definition, counting anew for each context. */
    private static double direct(int token, int[] context) {
        if (context.length == 0) {
            return smoothed(token, context, 1.0 / VOCABULARY);
        }
        return smoothed(token, context, direct(token, Arrays.copyOfRange(context, 1, context.length)));
    }

    private static double smoothed(int token, int[] context, double lower) {
        int seen = 0;
        int withToken = 0;
        Set<Integer> distinct = new HashSet<>();
        for (int i = COUNTED.from(); i + context.length < COUNTED.to(); i++) {
            if (Arrays.equals(TEXT, i, i + context.length, context, 0, context.length)) {
                int next = TEXT[i + context.length];
                seen++;
                withToken += next == token ? 1 : 0;
                distinct.add(next);
            }
        }
        return seen == 0 ? lower : (withToken + distinct.size() * lower) / (seen + distinct.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void probabilities_are_those_of_the_definition(int order) {
        NGrams grams = new NGrams(TEXT, COUNTED, VOCABULARY, 6);
        for (int position = 500; position < 600; position++) {
            int context = Math.min(order - 1, position - 500);
            double[] found = grams.probabilities(position, 500, order);
            assertThat(Arrays.stream(found).sum()).isCloseTo(1, within(1e-12));
            for (int token = 0; token < VOCABULARY; token++) {
                assertThat(found[token])
                        .isCloseTo(
                                direct(token, Arrays.copyOfRange(TEXT, position - context, position)), within(1e-12));
            }
        }
    }

    @Test
    void the_longest_order_is_the_one_that_fits_into_a_number() {
        assertThat(NGrams.longestOrder(65, 8)).isEqualTo(8);
        assertThat(NGrams.longestOrder(65, 20)).isEqualTo(10);
        assertThat(NGrams.longestOrder(100_000, 8)).isEqualTo(3);
    }
}

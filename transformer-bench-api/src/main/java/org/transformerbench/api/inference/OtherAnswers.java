package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The search for other answers than the likeliest one: each differs from it in one unit, and goes on with the likeliest units after
 * that. How probable it is as a whole is known when it is complete; before that, the most probable beginnings are chosen.
 */
final class OtherAnswers {

    /**
     * The beginning of another answer.
     *
     * @param tokens of the answer up to the one that differs
     * @param probability of these tokens
     */
    record Beginning(int[] tokens, double probability) {
        /** Returns the token that differs. */
        int last() {
            return tokens[tokens.length - 1];
        }
    }

    private final int count;
    private final List<Beginning> beginnings = new ArrayList<>();

    /**
     * @param count the most answers to look for
     */
    OtherAnswers(int count) {
        this.count = count;
    }

    /**
     * Notes what else could stand in a place of the likeliest answer.
     *
     * @param written the tokens before that place
     * @param probability of these tokens
     * @param chosen the token that was chosen
     * @param tokens of the place
     */
    void note(int[] written, double probability, int chosen, LikelyTokens tokens) {
        for (int other : tokens.without(chosen, count)) {
            int[] beginning = Arrays.copyOf(written, written.length + 1);
            beginning[written.length] = other;
            beginnings.add(new Beginning(beginning, probability * tokens.probability(other)));
        }
    }

    /** Returns the most probable beginnings, the most probable first. */
    List<Beginning> likeliest() {
        return beginnings.stream()
                .sorted(Comparator.comparing(Beginning::probability).reversed())
                .limit(count)
                .toList();
    }
}

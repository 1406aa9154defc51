package org.transformerbench.api.inference;

import java.util.Arrays;

/** The most likely ones of some tokens, with their probabilities among these. */
final class LikelyTokens {
    private final float[] logits;
    private final int row;
    private final int[] candidates;
    private final int first;
    private final double largest;
    private final double sum;

    /**
     * @param logits of several texts
     * @param row where those of this text begin
     * @param candidates the tokens, at least one
     */
    LikelyTokens(float[] logits, int row, int[] candidates) {
        this.logits = logits;
        this.row = row;
        this.candidates = candidates;
        int best = candidates[0];
        for (int token : candidates) {
            best = logits[row + token] > logits[row + best] ? token : best;
        }
        this.first = best;
        this.largest = logits[row + best];
        double all = 0;
        for (int token : candidates) {
            all += Math.exp(logits[row + token] - largest);
        }
        this.sum = all;
    }

    /** Returns the likeliest candidate, the first of several. */
    int first() {
        return first;
    }

    /** Returns a token's share of the softmax over the candidates, in [0, 1]. */
    double probability(int token) {
        return Math.exp(logits[row + token] - largest) / sum;
    }

    /** Returns the likeliest candidates but one, the likeliest first; of several alike the first. At most so many. */
    int[] without(int chosen, int most) {
        int count = Math.min(most, candidates.length);
        int[] best = new int[count];
        int found = 0;
        for (int token : candidates) {
            if (token != chosen) {
                int place = found;
                while (place > 0 && logits[row + token] > logits[row + best[place - 1]]) {
                    place--;
                }
                if (place < count) {
                    int moved = Math.min(found, count - 1) - place;
                    System.arraycopy(best, place, best, place + 1, moved);
                    best[place] = token;
                    found = Math.min(count, found + 1);
                }
            }
        }
        return Arrays.copyOf(best, found);
    }
}

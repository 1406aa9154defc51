package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LikelyTokensTest {

    @Test
    void the_likeliest_others_come_first() {
        SplittableRandom random = new SplittableRandom(4);
        for (int size = 1; size < 12; size++) {
            float[] logits = new float[3 + size];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(6);
            }
            int[] candidates = IntStream.range(0, size).toArray();
            int chosen = random.nextInt(size);
            List<Integer> sorted = IntStream.range(0, size)
                    .boxed()
                    .filter(token -> token != chosen)
                    .sorted(Comparator.comparing(token -> -logits[3 + token]))
                    .toList();
            for (int count = 0; count < size + 2; count++) {
                int[] found = new LikelyTokens(logits, 3, candidates).without(chosen, count);

                assertThat(Arrays.stream(found).boxed())
                        .containsExactlyElementsOf(sorted.subList(0, Math.min(count, sorted.size())));
            }
        }
    }

    @Test
    void probabilities_of_all_candidates_add_up_to_one() {
        float[] logits = {100, 1e4f, -3, 9_999.5f, 2};
        LikelyTokens tokens = new LikelyTokens(logits, 1, new int[] {0, 2, 3});

        assertThat(tokens.first()).isZero();
        assertThat(tokens.probability(0) + tokens.probability(2) + tokens.probability(3))
                .isCloseTo(1, within(1e-12));
        assertThat(tokens.probability(2) / tokens.probability(0)).isCloseTo(Math.exp(-0.5), within(1e-6));
    }
}

package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.inference.Scripted.Rule;

class TextGeneratorTest {
    private final Rule model = new Rule(4, 4, Scripted::increment);

    private int[] write(double temperature, long seed, int length) {
        return new TextGenerator(model, Sampling.of(temperature), new SplittableRandom(seed))
                .generate(new int[] {1, 2}, length, token -> {});
    }

    @Test
    void continues_beyond_the_window_and_hands_over_each_token() {
        List<Integer> handed = new ArrayList<>();
        int[] written = new TextGenerator(model, Sampling.greedy(), new SplittableRandom(1))
                .generate(new int[] {1, 2}, 6, handed::add);
        assertThat(written).containsExactly(3, 4, 5, 6, 0, 1);
        assertThat(handed).containsExactly(3, 4, 5, 6, 0, 1);
    }

    @Test
    void the_same_seed_writes_the_same_text_and_another_one_another() {
        assertThat(write(1, 5, 50)).isEqualTo(write(1, 5, 50)).isNotEqualTo(write(1, 6, 50));
    }

    @Test
    void a_model_of_whole_windows_wants_one() {
        Rule whole = new Rule(4, 1, Scripted::increment);
        TextGenerator generator = new TextGenerator(whole, Sampling.greedy(), new SplittableRandom(1));
        assertThat(TextGenerator.readsWholeWindows(whole)).isTrue();
        assertThat(TextGenerator.readsWholeWindows(model)).isFalse();
        assertThat(generator.generate(new int[] {0, 0, 0, 1}, 2, token -> {})).containsExactly(2, 3);
        assertThatThrownBy(() -> generator.generate(new int[] {1}, 2, token -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windows of 4");
    }
}

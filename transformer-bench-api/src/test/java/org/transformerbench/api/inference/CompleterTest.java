package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.Targets;
import org.transformerbench.api.inference.Scripted.Rule;

/** Texts that count up: 5 is the end token, 0 fills windows. */
class CompleterTest {
    private static final OptionalInt PAD = OptionalInt.of(0);
    private static final OptionalInt END = OptionalInt.of(5);
    /** The probability of the token with a logit of 2 among six with 0. */
    private static final double ONE = Math.exp(2) / (Math.exp(2) + Scripted.V - 1);

    private static Rule model(Targets mode) {
        return new Rule(4, mode == Targets.LAST ? 1 : 4, Scripted::increment);
    }

    private static List<Completion> complete(Rule model, Targets mode, int maxTokens, int[]... prompts) {
        return new Completer(model, mode, PAD, END).complete(List.of(prompts), maxTokens);
    }

    @ParameterizedTest
    @EnumSource
    void prompts_of_all_lengths_are_continued_until_the_end_token(Targets mode) {
        List<Completion> found =
                complete(model(mode), mode, 9, new int[] {3}, new int[] {1, 1, 1}, new int[] {4}, new int[] {0, 2});

        assertThat(found)
                .extracting(Completion::tokens)
                .containsExactly(new int[] {4}, new int[] {2, 3, 4}, new int[] {}, new int[] {3, 4});
        assertThat(found).allMatch(Completion::ended);
        assertThat(found.get(1).probability()).isCloseTo(Math.pow(ONE, 4), within(1e-12));
        assertThat(found.get(2).probability()).isCloseTo(ONE, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void a_text_that_does_not_end_is_stopped(Targets mode) {
        Completion found = complete(model(mode), mode, 3, new int[] {6}).get(0);

        assertThat(found.tokens()).containsExactly(0, 1, 2);
        assertThat(found.ended()).isFalse();
    }

    @Test
    void windows_hold_the_last_tokens_padded_on_the_left() {
        List<int[]> windows = new ArrayList<>();
        Rule model = new Rule(4, 1, window -> {
            windows.add(window);
            return Scripted.increment(window);
        });
        complete(model, Targets.LAST, 9, new int[] {6, 0});

        assertThat(windows)
                .containsExactly(
                        new int[] {0, 0, 6, 0},
                        new int[] {0, 6, 0, 1},
                        new int[] {6, 0, 1, 2},
                        new int[] {0, 1, 2, 3},
                        new int[] {1, 2, 3, 4});
    }

    @Test
    void more_prompts_than_fit_are_continued_in_parts() {
        int[][] prompts = new int[2500][];
        Arrays.setAll(prompts, i -> new int[] {i % 5});
        for (Targets mode : Targets.values()) {
            List<Completion> found = complete(model(mode), mode, 9, prompts);

            assertThat(found).hasSize(2500);
            assertThat(found.get(2401).tokens()).containsExactly(2, 3, 4);
        }
    }

    /** A batch of texts that are sampled follows from the random generator. */
    @Test
    void sampled_texts_follow_from_the_random_generator() {
        List<int[]> prompts = List.of(new int[] {1}, new int[] {1}, new int[] {1});
        List<List<Completion>> runs = new ArrayList<>();
        for (int seed : new int[] {1, 1, 2}) {
            runs.add(new Completer(
                            model(Targets.EVERY), Targets.EVERY, PAD, END, Sampling.of(1), new SplittableRandom(seed))
                    .complete(prompts, 20));
        }

        assertThat(runs.get(0)).usingRecursiveComparison().isEqualTo(runs.get(1));
        assertThat(runs.get(0)).usingRecursiveComparison().isNotEqualTo(runs.get(2));
    }

    @Test
    void an_empty_prompt_is_refused_by_its_number() {
        assertThatThrownBy(() -> complete(model(Targets.EVERY), Targets.EVERY, 3, new int[] {1}, new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The prompt 1 is empty: it needs a token");
    }

    @Test
    void without_a_padding_token_a_model_of_whole_windows_refuses_shorter_prompts() {
        Completer completer = new Completer(model(Targets.LAST), Targets.LAST, OptionalInt.empty(), END);
        assertThatThrownBy(() -> completer.complete(List.of(new int[] {1}), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windows of 4 tokens");
    }
}

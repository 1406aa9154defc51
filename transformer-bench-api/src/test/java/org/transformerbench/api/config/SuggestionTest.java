package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("mlp", "nano-gpt", "tl-transformer", "maxSteps");

    @Test
    void finds_the_nearest_word_without_regard_to_case_and_hyphens() {
        assertThat(Suggestion.nearest("NanoGPT", KNOWN)).contains("nano-gpt");
        assertThat(Suggestion.nearest("max-steps", KNOWN)).contains("maxSteps");
        assertThat(Suggestion.nearest("tl-tranformr", KNOWN)).contains("tl-transformer");
    }

    @Test
    void takes_two_letters_in_the_wrong_order_for_one_misprint() {
        assertThat(Suggestion.nearest("mpl", List.of("gpt", "mlp"))).contains("mlp");
    }

    @Test
    void stays_silent_when_nothing_is_near() {
        assertThat(Suggestion.nearest("elephant", KNOWN)).isEmpty();
        assertThat(Suggestion.nearest("anything", List.of())).isEmpty();
        assertThat(Suggestion.didYouMean("elephant", KNOWN)).isEqualTo(".");
    }

    @Test
    void does_not_replace_every_letter_of_a_short_word() {
        assertThat(Suggestion.nearest("xy", List.of("ab"))).isEmpty();
        assertThat(Suggestion.nearest("ax", List.of("ab"))).contains("ab");
    }

    @Test
    void prefers_the_first_in_the_alphabet_among_equals() {
        assertThat(Suggestion.nearest("heats", List.of("heaps", "heads"))).contains("heads");
    }
}

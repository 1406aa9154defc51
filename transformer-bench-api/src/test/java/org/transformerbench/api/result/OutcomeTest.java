package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void an_outcome_in_words_is_its_kind_and_its_reason_and_a_pause_is_one_word() {
        assertThat(Outcome.paused().inWords()).isEqualTo("paused");
        assertThat(Outcome.stopped("enough").inWords()).isEqualTo("stopped: enough");
        assertThat(Outcome.worseThanGuessing("at step 7").inWords()).isEqualTo("worse than guessing: at step 7");
    }
}

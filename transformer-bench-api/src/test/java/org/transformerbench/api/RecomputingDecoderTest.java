package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.config.ConfigException;

class RecomputingDecoderTest {

    /** Notes what it is asked for. V = 10, T = 4. */
    private static class Asked extends FakeSession {
        final List<String> windows = new ArrayList<>();
        final int outputs;

        Asked(int outputs) {
            this.outputs = outputs;
        }

        @Override
        public SequenceShape shape() {
            return new SequenceShape(10, 4, outputs);
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < tokens.length; i++) {
                text.append(i > 0 && i % positions == 0 ? " " : "").append(tokens[i]);
            }
            windows.add(text + " " + targets);
            return new float[] {windows.size()};
        }
    }

    @Test
    void asks_for_the_window_of_each_sequence_and_slides_it() {
        Asked model = new Asked(4);
        Decoder decoder = model.decoder(2);
        assertThat(decoder.append(1, 2)).containsExactly(1);
        decoder.append(3, 4, 5, 6);
        decoder.append(7, 8);
        decoder.append(9, 0);
        assertThat(decoder.append(1, 2, 3, 4, 5, 6)).containsExactly(5);
        assertThat(model.windows)
                .containsExactly("1 2 LAST", "134 256 LAST", "1347 2568 LAST", "3479 5680 LAST", "9123 0456 LAST");
        assertThat(decoder.length()).isEqualTo(8);
        assertThat(decoder.batchSize()).isEqualTo(2);
        assertThat(decoder.cached()).isFalse();
    }

    @Test
    void only_the_last_tokens_of_a_long_piece_count() {
        Asked model = new Asked(4);
        Decoder decoder = Decoder.recomputing(model, 2);
        decoder.append(9, 9);
        decoder.append(1, 2, 3, 4, 5, 6, 7, 8, 9, 0);
        assertThat(model.windows).last().isEqualTo("2345 7890 LAST");
        assertThat(decoder.length()).isEqualTo(6);
    }

    @Test
    void wrong_tokens_are_refused_and_nothing_is_appended() {
        Asked model = new Asked(4);
        Decoder decoder = model.decoder(2);
        decoder.append(1, 2);
        assertThatThrownBy(() -> decoder.append(1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 tokens cannot be appended to 2 sequences alike");
        assertThatThrownBy(decoder::append).hasMessage("0 tokens cannot be appended to 2 sequences alike");
        assertThatThrownBy(() -> decoder.append(3, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The token 10 at index 1 is outside of the vocabulary [0, 10)");
        assertThatThrownBy(() -> decoder.append(-1, 3)).hasMessageContaining("The token -1 at index 0");
        assertThat(decoder.length()).isEqualTo(1);
        decoder.append(3, 4);
        assertThat(model.windows).containsExactly("1 2 LAST", "13 24 LAST");
    }

    @Test
    void a_model_that_reads_whole_windows_needs_one_at_first() {
        Asked model = new Asked(1);
        Decoder decoder = model.decoder(1);
        assertThatThrownBy(() -> decoder.append(1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The model reads windows of 4 tokens: a sequence of 3 is too short");
        decoder.append(1, 2, 3, 4);
        decoder.append(5);
        assertThat(model.windows).containsExactly("1234 LAST", "2345 LAST");
    }

    @Test
    void rejects_no_sequence_at_all() {
        assertThatThrownBy(() -> new Asked(4).decoder(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("batchSize (0) must be at least 1");
    }
}

package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.engine.DecoderFixtures.assertClose;
import static org.transformerbench.models.engine.DecoderFixtures.open;
import static org.transformerbench.models.engine.DecoderFixtures.part;
import static org.transformerbench.models.engine.DecoderFixtures.randomise;
import static org.transformerbench.models.engine.DecoderFixtures.recomputed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Embedding;

class CachedDecoderTest {
    private static final SequenceShape SMALL = new SequenceShape(7, 6, 6);

    @ParameterizedTest
    @MethodSource("changes")
    void sees_the_parameters_of_the_moment(Consumer<TrainingSession> change) {
        try (TrainingSession session = open(new CompiledTrainer(2), new NanoGpt(), SMALL)) {
            int[] text = DecoderFixtures.text(3, 8, 7);
            Decoder decoder = session.decoder(3);
            for (int length = 1; length <= 8; length++) {
                float[] before = recomputed(session, text, 3, length);
                change.accept(session);
                float[] expected = recomputed(session, text, 3, length);
                assertThat(Arrays.equals(before, expected)).isFalse();
                float[] logits = decoder.append(part(text, 3, length - 1, length));
                assertClose(logits, expected, "length %d", length);
            }
        }
    }

    static Stream<Consumer<TrainingSession>> changes() {
        return Stream.of(
                session -> session.step(Fixtures.batch(SMALL, 8, 6, 2), Fixtures.LEARNING_RATE),
                session -> randomise(session, session.parameters().hashCode()));
    }

    @Test
    void a_change_of_the_parameters_between_two_decoders_misleads_neither() {
        try (TrainingSession session = open(new CompiledTrainer(1), new NanoGpt(), SMALL)) {
            int[] text = DecoderFixtures.text(1, 6, 7);
            Decoder before = session.decoder(1);
            before.append(part(text, 1, 0, 3));
            randomise(session, 77);
            Decoder after = session.decoder(1);
            after.append(part(text, 1, 0, 3));
            assertClose(before.append(text[3]), recomputed(session, text, 1, 4), "the older");
            assertClose(after.append(text[3]), recomputed(session, text, 1, 4), "the newer");
        }
    }

    @Test
    void decoders_side_by_side_do_not_disturb_each_other() {
        try (TrainingSession session = open(new CompiledTrainer(2), new NanoGpt(), SMALL)) {
            int[] text = DecoderFixtures.text(4, 8, 7);
            List<float[]> alone = new ArrayList<>();
            Decoder only = session.decoder(4);
            for (int length = 1; length <= 8; length++) {
                alone.add(only.append(part(text, 4, length - 1, length)));
            }
            Decoder first = session.decoder(4);
            Decoder other = session.decoder(2);
            for (int length = 1; length <= 8; length++) {
                other.append(6, 5, 4, 3);
                assertThat(first.append(part(text, 4, length - 1, length))).containsExactly(alone.get(length - 1));
                session.logits(text, 4, Targets.EVERY);
            }
            assertThat(other.length()).isEqualTo(16);
        }
    }

    @Test
    void the_number_of_threads_changes_no_bit() {
        List<float[]> one = continued(1);
        assertThat(continued(2)).usingRecursiveComparison().isEqualTo(one);
        assertThat(continued(4)).usingRecursiveComparison().isEqualTo(one);
    }

    private static List<float[]> continued(int threads) {
        try (TrainingSession session = open(new CompiledTrainer(threads), new NanoGpt(), SMALL)) {
            int[] text = DecoderFixtures.text(41, 8, 7);
            Decoder decoder = session.decoder(41);
            List<float[]> logits = new ArrayList<>();
            for (int length : new int[] {1, 4, 5, 6, 7, 8}) {
                logits.add(decoder.append(part(text, 41, decoder.length(), length)));
            }
            return logits;
        }
    }

    @Test
    void wrong_tokens_are_refused_and_nothing_is_appended() {
        try (TrainingSession session = open(new CompiledTrainer(2), new NanoGpt(), SMALL)) {
            int[] text = DecoderFixtures.text(2, 3, 7);
            Decoder decoder = session.decoder(2);
            decoder.append(part(text, 2, 0, 2));
            assertThatThrownBy(() -> decoder.append(1, 2, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("3 tokens cannot be appended to 2 sequences alike");
            assertThatThrownBy(decoder::append).hasMessage("0 tokens cannot be appended to 2 sequences alike");
            assertThatThrownBy(() -> decoder.append(0, 7))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The token 7 at index 1 is outside of the vocabulary [0, 7)");
            assertThat(decoder.length()).isEqualTo(2);
            assertClose(decoder.append(part(text, 2, 2, 3)), recomputed(session, text, 2, 3), "after the errors");
            assertThatThrownBy(() -> session.decoder(0))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("batchSize (0) must be at least 1");
        }
    }

    @Test
    void a_closed_model_is_named() {
        TrainingSession session = open(new CompiledTrainer(2), new NanoGpt(), SMALL);
        Decoder cached = session.decoder(1);
        Decoder recomputing = Decoder.recomputing(session, 1);
        cached.append(1);
        session.close();
        for (Decoder decoder : List.of(cached, recomputing)) {
            assertThatThrownBy(() -> decoder.append(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The model 'nano-gpt' is closed");
        }
        assertThatThrownBy(() -> session.decoder(1)).hasMessage("The model 'nano-gpt' is closed");
    }

    @Test
    void a_model_of_whole_windows_is_recomputed_and_needs_one() {
        SequenceShape shape = new SequenceShape(7, 6, 1);
        try (TrainingSession session = open(new CompiledTrainer(2), new Mlp(), shape)) {
            Decoder decoder = session.decoder(1);
            assertThat(decoder.cached()).isFalse();
            assertThatThrownBy(() -> decoder.append(1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The model reads windows of 6 tokens: a sequence of 2 is too short");
        }
    }

    /** Which row of the table a token gets depends on how many follow it: nothing can be saved. */
    @Test
    void a_model_that_counts_positions_from_the_end_is_recomputed() {
        assertThat(isCached(new Attending(false))).isTrue();
        assertThat(isCached(new Attending(true))).isFalse();
    }

    private static boolean isCached(Model<?> model) {
        try (TrainingSession session = open(new CompiledTrainer(2), model, SMALL)) {
            assertThat(session.backend()).startsWith("compiled");
            int[] text = DecoderFixtures.text(2, 8, 7);
            Decoder decoder = session.decoder(2);
            for (int length = 1; length <= 8; length++) {
                float[] logits = decoder.append(part(text, 2, length - 1, length));
                assertClose(logits, recomputed(session, text, 2, length), "length %d", length);
            }
            return decoder.cached();
        }
    }

    /** Configuration of {@link Attending}. */
    record Nothing() {}

    /** One attention to embeddings; positions count from the first token or, less usual, back from the last one. */
    private record Attending(boolean fromTheEnd) implements Model<Nothing> {
        @Override
        public String id() {
            return "attending";
        }

        @Override
        public Class<Nothing> configType() {
            return Nothing.class;
        }

        @Override
        public Nothing defaultConfig(SequenceShape shape) {
            return new Nothing();
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, Nothing config) {
            int vocabulary = graph.shape().vocabularySize();
            int context = graph.shape().contextLength();
            SDVariable table = graph.parameter("table", Initializer.normal(1), vocabulary, vocabulary);
            SDVariable places = graph.parameter("places", Initializer.normal(1), context, vocabulary);
            int first = fromTheEnd ? context - graph.positions() : 0;
            SDVariable rows = places.get(SDIndex.interval(first, first + graph.positions()), SDIndex.all());
            SDVariable x = Embedding.tokens(graph, tokens, table, vocabulary)
                    .add(rows.reshape(1, graph.positions(), vocabulary));
            return new CausalAttention(1, vocabulary, Double.NEGATIVE_INFINITY, 0).attend(graph, x, x, x);
        }
    }
}

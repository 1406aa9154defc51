package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.engine.DecoderFixtures.assertClose;
import static org.transformerbench.models.engine.DecoderFixtures.part;
import static org.transformerbench.models.engine.DecoderFixtures.recomputed;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Gru;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.HuggingFaceGptConfig;
import org.transformerbench.models.Llama;
import org.transformerbench.models.LlamaConfig;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.NanoGptConfig;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.TlTransformerConfig;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Full recomputation is the measure of decoders: at each length and beyond the context, however the text is cut. */
class DecoderParityTest {

    /** Sizes that fill no vector, from one position to more than go through the engine at once. */
    record Case(Model<?> model, Record config, SequenceShape shape, int sequences) {
        @Override
        public String toString() {
            return config + " V" + shape.vocabularySize() + " T" + shape.contextLength() + " B" + sequences;
        }
    }

    static Stream<Arguments> cases() {
        SplittableRandom random = new SplittableRandom(21);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int heads = 1 + random.nextInt(4);
            int headWidth = 1 + random.nextInt(20);
            int width = heads * headWidth;
            int layers = 1 + random.nextInt(2);
            int vocabulary = List.of(2, 7, 300, 40).get(i);
            int context = List.of(1, 5, 17, 70).get(i);
            int sequences = List.of(1, 3, 40, 3).get(i);
            SequenceShape shape = new SequenceShape(vocabulary, context, context);
            Activation activation = i == 2 ? Activation.GELU_ERF : Activation.GELU_TANH;
            Record nano = new NanoGptConfig(width, layers, heads, 0.2, i != 1, activation, 1e-4);
            Record huggingFace = new HuggingFaceGptConfig(width, layers, heads, 0.1, 1e-5);
            Record tl = new TlTransformerConfig(3 + 11 * i, layers, heads, headWidth, 5 + 13 * i, 1e-5);
            cases.add(new Case(new NanoGpt(), nano, shape, sequences));
            cases.add(new Case(new HuggingFaceGpt(), huggingFace, shape, sequences));
            cases.add(new Case(new TlTransformer(), tl, shape, sequences));
            // Graphs of two positions do not tell where positions lie: nothing is kept then.
            SequenceShape more = new SequenceShape(vocabulary, Math.max(3, context), Math.max(3, context));
            cases.add(new Case(new Llama(), llama(i, layers), more, sequences));
        }
        return cases.stream().flatMap(one -> KernelSets.names().stream().map(set -> Arguments.of(one, set)));
    }

    /** Heads that have keys of their own, share them, and are all of one. */
    private static LlamaConfig llama(int i, int layers) {
        int heads = List.of(1, 4, 6, 3).get(i);
        int keyValueHeads = List.of(1, 4, 2, 1).get(i);
        return new LlamaConfig(
                3 + 11 * i, layers, heads, keyValueHeads, 2 + 4 * i, 5 + 13 * i, 3 + 1000 * i, i > 1, i == 2, 1e-6);
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("cases")
    void a_cached_decoder_equals_full_recomputation_at_every_length(Case one, String kernels) {
        CompiledTrainer trainer = new CompiledTrainer(2, KernelChoice.named(kernels));
        try (TrainingSession session = DecoderFixtures.open(trainer, one.model(), one.config(), one.shape())) {
            int context = one.shape().contextLength();
            int end = context + 3;
            int[] text = DecoderFixtures.text(one.sequences(), end, one.shape().vocabularySize());
            float[][] expected = new float[end + 1][];
            for (int length : lengths(context, end)) {
                expected[length] = recomputed(session, text, one.sequences(), length);
            }
            int half = (context + 1) / 2;
            List<IntStream> cuts = List.of(
                    IntStream.rangeClosed(1, end),
                    IntStream.of(context, context + 1, end),
                    IntStream.of(half, Math.min(context, half + 3), context + 2, end),
                    IntStream.of(end));
            for (IntStream lengths : cuts) {
                int[] cut = lengths.distinct().toArray();
                Decoder decoder = session.decoder(one.sequences());
                assertThat(decoder.cached()).isTrue();
                for (int length : cut) {
                    int[] next = part(text, one.sequences(), decoder.length(), length);
                    float[] logits = decoder.append(next);
                    assertThat(decoder.length()).isEqualTo(length);
                    if (expected[length] != null) {
                        assertClose(logits, expected[length], "length %d of %d pieces", length, cut.length);
                    }
                }
            }
        }
    }

    /** All lengths of a short context; of a long one those at its ends, since each compiles a program. */
    private static int[] lengths(int context, int end) {
        return IntStream.rangeClosed(1, end)
                .filter(length -> context <= 20 || length <= 3 || length >= context - 4)
                .toArray();
    }

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    /** Both trainers and both kernel sets, from one set of parameters. */
    @ParameterizedTest
    @MethodSource("models")
    void all_trainers_continue_a_text_alike(Model<?> model) {
        boolean everyPosition = model.predicts() == Targets.EVERY;
        SequenceShape shape = SequenceShape.of(9, 6, model.predicts());
        int[] text = DecoderFixtures.text(3, 9, 9);
        int first = everyPosition ? 2 : 6;
        List<float[]> stock = new ArrayList<>();
        try (TrainingSession session = DecoderFixtures.open(new SameDiffTrainer(), model, shape)) {
            Decoder decoder = session.decoder(3);
            assertThat(decoder.cached()).isFalse();
            for (int length = first; length <= 9; length++) {
                stock.add(decoder.append(part(text, 3, decoder.length(), length)));
            }
        }
        for (String kernels : KernelSets.names()) {
            CompiledTrainer trainer = new CompiledTrainer(2, KernelChoice.named(kernels));
            try (TrainingSession session = DecoderFixtures.open(trainer, model, shape)) {
                Decoder decoder = session.decoder(3);
                assertThat(decoder.cached()).isEqualTo(everyPosition && !(model instanceof Gru));
                for (int length = first; length <= 9; length++) {
                    float[] logits = decoder.append(part(text, 3, decoder.length(), length));
                    assertClose(logits, stock.get(length - first), "%s kernels at length %d", kernels, length);
                }
            }
        }
    }
}

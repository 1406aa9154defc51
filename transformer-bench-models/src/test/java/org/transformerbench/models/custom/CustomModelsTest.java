package org.transformerbench.models.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Gru;
import org.transformerbench.models.Llama;
import org.transformerbench.models.custom.PlainModel.Nothing;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.DecoderFixtures;
import org.transformerbench.models.engine.GraphDescription;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Models of users train compiled, without ND4J, with the numbers of stock SameDiff. */
class CustomModelsTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 6, 6);

    /** Those of the tests, and built-in ones that are written like them. */
    static Stream<Model<?>> models() {
        return Stream.concat(CustomModels.all(), Stream.of(new Llama(), new Gru()));
    }

    private static <C extends Record> TrainingSpec<C> spec(Model<C> model, Targets targets) {
        return new TrainingSpec<>(
                model,
                model.defaultConfig(SHAPE),
                SHAPE,
                targets,
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.99, 1e-3, 0.1),
                new SeedStreams(7));
    }

    @ParameterizedTest
    @MethodSource("models")
    void are_described_without_nd4j(Model<?> model) {
        GraphDescription description = new CompiledTrainer(1).describe(spec(model, Targets.EVERY));
        assertThat(description.fallback()).isEmpty();
        assertThat(description.partialFallback()).isEmpty();
        assertThat(description.inferenceFlops()).isPositive();
    }

    /** Of cumsum stock SameDiff has no right gradient, and refuses it. */
    static Stream<Model<?>> modelsOfStockSameDiff() {
        return models().filter(model -> !(model instanceof BagOfWords));
    }

    /** The two share their sessions, which take longer to open than all that is asked of them. */
    @ParameterizedTest
    @MethodSource("modelsOfStockSameDiff")
    void have_the_numbers_of_stock_samediff_and_learn_as_with_it(Model<?> model) {
        try (TrainingSession stock = new SameDiffTrainer().open(spec(model, Targets.EVERY));
                TrainingSession compiled = new CompiledTrainer(2).open(spec(model, Targets.EVERY))) {
            for (int examples : new int[] {1, 3, 65}) {
                compare(compiled, stock, batch(examples, 6, Targets.EVERY));
            }
            compare(compiled, stock, batch(3, 4, Targets.EVERY));
            learn(compiled, stock, batch(5, 6, Targets.EVERY));
        }
    }

    @ParameterizedTest
    @MethodSource("modelsOfStockSameDiff")
    void have_the_numbers_of_stock_samediff_for_the_last_position(Model<?> model) {
        try (TrainingSession stock = new SameDiffTrainer().open(spec(model, Targets.LAST));
                TrainingSession compiled = new CompiledTrainer(2).open(spec(model, Targets.LAST))) {
            compare(compiled, stock, batch(3, 6, Targets.LAST));
        }
    }

    private static void learn(TrainingSession compiled, TrainingSession stock, Batch batch) {
        double first = stock.gradients(batch).loss();
        double last = first;
        for (int step = 0; step < 30; step++) {
            last = stock.step(batch, Fixtures.LEARNING_RATE).loss();
            assertThat(compiled.step(batch, Fixtures.LEARNING_RATE).loss())
                    .as("loss of step %d", step)
                    .isEqualTo(last, within(2e-3));
        }
        assertThat(last).isLessThan(0.9 * first);
    }

    private static Batch batch(int examples, int positions, Targets targets) {
        SequenceShape shape = new SequenceShape(7, positions, positions);
        return Fixtures.batch(shape, examples, targets == Targets.LAST ? 1 : positions, 11);
    }

    private static void compare(TrainingSession compiled, TrainingSession stock, Batch batch) {
        int positions = batch.positions();
        for (Targets targets : Targets.values()) {
            float[] expected = stock.logits(batch.tokens(), positions, targets);
            assertClose("logits", compiled.logits(batch.tokens(), positions, targets), expected, largest(expected));
        }
        Gradients expected = stock.gradients(batch);
        Gradients found = compiled.gradients(batch);
        assertThat(found.loss()).isEqualTo(expected.loss(), within(1e-4 * expected.loss()));
        assertClose(found.byParameter(), expected.byParameter());
    }

    /** Nothing else holds the gradients of its cumsum but their finite differences, which are elsewhere. */
    @Test
    void the_one_that_stock_samediff_does_not_train_has_its_logits() {
        BagOfWords model = new BagOfWords();
        int[] tokens = batch(3, 6, Targets.EVERY).tokens();
        try (Parameters parameters = new Parameters(new SeedStreams(7));
                INDArray input = NativeArrays.of(tokens, 3, 6);
                TrainingSession compiled = new CompiledTrainer(2).open(spec(model, Targets.EVERY))) {
            ModelGraph graph = ModelGraph.build(model, new Nothing(), SHAPE, 6, false, parameters);
            String logits = graph.logits().name();
            float[] expected = Parameters.toTensor(graph.sameDiff()
                            .output(Map.of(ModelGraph.TOKENS, input), logits)
                            .get(logits))
                    .values();
            assertClose("logits", compiled.logits(tokens, 6, Targets.EVERY), expected, largest(expected));
        }
    }

    /** Where positions meet otherwise than in causal attention. */
    private static final Map<String, String> RECOMPUTED = Map.of(
            "gru", "'stack' (concat)",
            "lstm", "'concat' (concat)",
            "linear-attention", "'matmul_29' (matmul)",
            "causal-mixer", "'matmul_13' (matmul)",
            "dilated-convolution", "'conv1d_6' (slice)",
            "bag-of-words", "'cumsum' (matmul)");

    static Stream<Arguments> decoded() {
        return models().flatMap(model -> RECOMPUTED.containsKey(model.id())
                ? Stream.of(Arguments.of(model, "plain", false))
                : KernelSets.names().stream().map(kernels -> Arguments.of(model, kernels, true)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void say_why_they_do_not_keep_keys_and_values(Model<?> model) {
        Optional<String> expected =
                Optional.ofNullable(RECOMPUTED.get(model.id())).map(where -> "positions meet in " + where);
        assertThat(new CompiledTrainer(1).recomputation(spec(model, Targets.EVERY)))
                .isEqualTo(expected);
    }

    /** With kept keys and values where positions meet in attention alone. */
    @ParameterizedTest(name = "{0}, {1}, cached: {2}")
    @MethodSource("decoded")
    void decode_as_they_compute_the_whole(Model<?> model, String kernels, boolean cached) {
        CompiledTrainer trainer = new CompiledTrainer(2, KernelChoice.named(kernels));
        try (TrainingSession session = trainer.open(spec(model, Targets.EVERY))) {
            DecoderFixtures.randomise(session, 5);
            // Two sequences are computed apart; twenty, of which not all fit into one slice, side by side.
            for (int sequences : new int[] {2, 20}) {
                int[] text = batch(sequences, 9, Targets.EVERY).tokens();
                Decoder decoder = session.decoder(sequences);
                assertThat(decoder.cached()).isEqualTo(cached);
                int length = 0;
                for (int more : new int[] {2, 1, 3, 1}) {
                    float[] found = decoder.append(part(text, 9, length, length + more));
                    length += more;
                    int first = Math.max(0, length - SHAPE.contextLength());
                    float[] expected = session.logits(part(text, 9, first, length), length - first, Targets.LAST);
                    assertClose("logits of " + length, found, expected, largest(expected));
                }
            }
        }
    }

    /** Columns of rows. */
    private static int[] part(int[] rows, int width, int from, int to) {
        int[] part = new int[rows.length / width * (to - from)];
        for (int i = 0; i < part.length; i++) {
            part[i] = rows[i / (to - from) * width + from + i % (to - from)];
        }
        return part;
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float each : values) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }

    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        float largest = 0;
        for (Tensor gradient : expected.values()) {
            largest = Math.max(largest, largest(gradient.values()));
        }
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
            float[] found = actual.get(entry.getKey()).values();
            assertClose(entry.getKey(), found, entry.getValue().values(), largest);
        }
    }

    /** The largest difference is a small part of the largest number. */
    private static void assertClose(String what, float[] actual, float[] expected, float largest) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s[%d]: %s instead of %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(1e-4f * largest);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void have_the_same_numbers_for_any_number_of_threads(Model<?> model) {
        Batch batch = Fixtures.batch(SHAPE, 300, 6, 11);
        for (String kernels : new String[] {"plain", "vector"}) {
            Map<String, Tensor> one = trained(model, batch, new CompiledTrainer(1, KernelChoice.named(kernels)));
            Map<String, Tensor> four = trained(model, batch, new CompiledTrainer(4, KernelChoice.named(kernels)));
            one.forEach((name, tensor) ->
                    assertThat(four.get(name).values()).as(name).containsExactly(tensor.values()));
        }
    }

    private static Map<String, Tensor> trained(Model<?> model, Batch batch, CompiledTrainer trainer) {
        try (TrainingSession session = trainer.open(spec(model, Targets.EVERY))) {
            session.step(batch, Fixtures.LEARNING_RATE);
            session.step(batch, Fixtures.LEARNING_RATE);
            return session.parameters();
        }
    }
}

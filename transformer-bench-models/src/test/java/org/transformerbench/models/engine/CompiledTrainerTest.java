package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.samediff.SameDiffTrainer;

class CompiledTrainerTest {
    private static final SequenceShape SMALL = new SequenceShape(7, 5, 5);

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    static Stream<Model<?>> modelsOfEveryPosition() {
        return Fixtures.models().filter(model -> model.predicts() == Targets.EVERY);
    }

    @ParameterizedTest
    @MethodSource("models")
    void the_same_seed_gives_the_same_numbers_for_any_number_of_threads(Model<?> model) {
        List<Object> one = fingerprint(model, 1);
        assertThat(fingerprint(model, 2)).isEqualTo(one);
        assertThat(fingerprint(model, 4)).isEqualTo(one);
    }

    private static List<Object> fingerprint(Model<?> model, int threads) {
        SequenceShape shape = Fixtures.addition(model);
        List<Object> numbers = new ArrayList<>();
        try (TrainingSession session = open(new CompiledTrainer(threads), model, shape)) {
            for (int step = 0; step < 4; step++) {
                numbers.add(session.step(Fixtures.batch(model, shape, 301, step), Fixtures.LEARNING_RATE));
            }
            numbers.add(session.parameters());
            numbers.add(session.threads());
        }
        assertThat(numbers.remove(numbers.size() - 1)).isEqualTo(threads);
        return numbers;
    }

    /** With dropout 0.1 where a model has it, since both trainers draw the same masks. */
    @ParameterizedTest
    @MethodSource("models")
    void learns_as_stock_samediff_does_for_30_steps(Model<?> model) {
        SequenceShape shape = Fixtures.addition(model);
        try (TrainingSession stock = open(new SameDiffTrainer(), model, shape);
                TrainingSession compiled = open(new CompiledTrainer(2), model, shape)) {
            for (int step = 0; step < 30; step++) {
                Batch batch = Fixtures.batch(model, shape, 64, step);
                assertThat(compiled.step(batch, Fixtures.LEARNING_RATE).loss())
                        .as("step %d", step)
                        .isEqualTo(stock.step(batch, Fixtures.LEARNING_RATE).loss(), within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsOfEveryPosition")
    void a_shorter_sequence_has_the_gradients_of_stock_samediff(Model<?> model) {
        Batch batch = Fixtures.batch(new SequenceShape(7, 3, 3), 9, 3, 4);
        try (TrainingSession stock = open(new SameDiffTrainer(), model, SMALL);
                TrainingSession compiled = open(new CompiledTrainer(2), model, SMALL)) {
            assertThat(compiled.logits(batch.tokens(), 3, Targets.LAST)).hasSize(9 * 7);
            Gradients expected = stock.gradients(batch);
            Gradients actual = compiled.gradients(batch);
            assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-5));
            expected.byParameter().forEach((name, gradient) -> {
                float[] found = actual.byParameter().get(name).values();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).as("%s at %d", name, i).isCloseTo(gradient.values()[i], within(1e-5f));
                }
            });
        }
    }

    @Test
    void a_model_without_a_known_idiom_is_compiled_and_learns() {
        Model<?> model = new Swishing();
        Batch batch = Fixtures.batch(SMALL, 8, 5, 3);
        GraphDescription description = describe(model);
        assertThat(description.fallback()).isEmpty();
        assertThat(description.partialFallback()).isEmpty();
        try (TrainingSession session = open(new CompiledTrainer(2), model, SMALL)) {
            assertThat(session.backend()).startsWith("compiled");
            double before = session.step(batch, Fixtures.LEARNING_RATE).loss();
            for (int step = 0; step < 60; step++) {
                session.step(batch, Fixtures.LEARNING_RATE);
            }
            assertThat(session.step(batch, Fixtures.LEARNING_RATE).loss()).isLessThan(before / 2);
        }
    }

    /** Also where the parameters have been read before. */
    @Test
    void logits_may_be_a_part_of_a_projection() {
        CustomModel model = new CustomModel("part", (scope, tokens) -> {
            SDVariable wide = CustomModel.linear(scope, CustomModel.embedding(scope, tokens, 10), 10, 14);
            return scope.graph().split(wide, 2, 2)[1];
        });
        SequenceShape shape = new SequenceShape(7, 5, 5);
        TrainingSpec<CustomModel.Nothing> spec = model.spec(shape, Targets.EVERY);
        Batch batch = Fixtures.batch(shape, 40, 5, 2);
        try (TrainingSession stock = new SameDiffTrainer().open(spec);
                TrainingSession compiled = new CompiledTrainer(2).open(spec)) {
            Gradients expected = stock.gradients(batch);
            Gradients actual = compiled.gradients(batch);
            assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
            expected.byParameter()
                    .forEach((name, gradient) -> assertThat(
                                    actual.byParameter().get(name).values())
                            .as(name)
                            .containsExactly(gradient.values(), within(1e-6f)));
        }
    }

    @Test
    void describes_each_step_with_its_arithmetic() {
        GraphDescription description = describe(new NanoGpt());
        assertThat(description.fallback()).isEmpty();
        assertThat(description.partialFallback()).isEmpty();
        assertThat(description.operations())
                .extracting(GraphDescription.OperationDescription::kernel)
                .contains(
                        "embedding (7 x 16, 5 positions)",
                        "linear (16 -> 48, bias)",
                        "layer norm (16)",
                        "gelu_tanh (64)")
                .anyMatch(kernel -> kernel.startsWith("causal attention (4 heads of 4, 5 positions"));
        long linears = 6 * 5 * 2L * (16 * 48 + 16 * 16 + 16 * 64 + 64 * 16) + 5 * 2L * 16 * 7;
        long attention = 6 * 4L * 16 * 15;
        assertThat(description.inferenceFlops()).isEqualTo(linears + attention);
        assertThat(description.trainingFlops()).isEqualTo(3 * (linears + attention));
    }

    @Test
    void rejects_no_thread_at_all_and_more_than_any_processor_has() {
        assertThatThrownBy(() -> new CompiledTrainer(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("threads (0) must be between 1 and 1024");
        assertThatThrownBy(() -> new CompiledTrainer().withThreads(1025))
                .isInstanceOf(ConfigException.class)
                .hasMessage("threads (1025) must be between 1 and 1024");
    }

    private static GraphDescription describe(Model<?> model) {
        return new CompiledTrainer().describe(spec(model, SMALL));
    }

    private static TrainingSession open(Trainer trainer, Model<?> model, SequenceShape shape) {
        return trainer.open(spec(model, shape));
    }

    private static <C extends Record> TrainingSpec<C> spec(Model<C> model, SequenceShape shape) {
        return new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.999, 1e-3, 1e-4),
                new SeedStreams(5));
    }

    /** Configuration of {@link Swishing}. */
    record Nothing() {}

    /** A bigram table through swish, which is none of the known idioms. */
    private record Swishing() implements Model<Nothing> {
        @Override
        public String id() {
            return "swishing";
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
            SDVariable table = graph.parameter("table", Initializer.normal(1), vocabulary, vocabulary);
            return graph.graph()
                    .nn()
                    .swish(Embedding.tokens(graph, tokens, table, vocabulary))
                    .mul(3);
        }
    }
}

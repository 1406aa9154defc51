package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.Parity.assertClose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.HuggingFaceGptConfig;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.MlpConfig;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.NanoGptConfig;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.TlTransformerConfig;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Stock SameDiff is the measure: odd sizes, both target modes, both kernel sets, with and without dropout. */
class EngineParityTest {
    private static final double LEARNING_RATE = 1e-3;
    /** A model with sizes that fill no vector, one layer or several, batches that do not divide into groups. */
    record Case(Model<?> model, Record config, SequenceShape shape, Targets targets, int batchSize) {
        @Override
        public String toString() {
            return config + " V" + shape.vocabularySize() + " T" + shape.contextLength() + " B" + batchSize + " "
                    + targets;
        }
    }

    static Stream<Arguments> cases() {
        SplittableRandom random = new SplittableRandom(20);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int heads = 1 + random.nextInt(4);
            int headWidth = 1 + random.nextInt(9);
            int layers = 1 + random.nextInt(2);
            int vocabulary = List.of(2, 7, 40, 300).get(i);
            int context = List.of(1, 5, 17, 40).get(i);
            int batch = List.of(1, 3, 33, 13).get(i);
            double dropout = i % 2 == 0 ? 0.2 : 0;
            Targets targets = i < 2 ? Targets.EVERY : Targets.LAST;
            SequenceShape every = new SequenceShape(vocabulary, context, context);
            int width = heads * headWidth;
            cases.add(new Case(
                    new NanoGpt(),
                    new NanoGptConfig(
                            width,
                            layers,
                            heads,
                            dropout,
                            i != 1,
                            i == 2 ? Activation.GELU_ERF : Activation.GELU_TANH,
                            1e-4),
                    every,
                    targets,
                    batch));
            cases.add(new Case(
                    new HuggingFaceGpt(),
                    new HuggingFaceGptConfig(width, layers, heads, dropout, 1e-5),
                    every,
                    targets,
                    batch));
            cases.add(new Case(
                    new TlTransformer(),
                    new TlTransformerConfig(3 + 11 * i, layers, heads, headWidth, 5 + 13 * i, 1e-5),
                    every,
                    targets,
                    batch));
            cases.add(new Case(
                    new Mlp(),
                    new MlpConfig(1 + 3 * i, 3 + 14 * i),
                    new SequenceShape(vocabulary, context, 1),
                    Targets.LAST,
                    batch));
        }
        // Micro-batches of several examples whose rows are padded, and results that are cut from a row.
        cases.add(new Case(new Mlp(), new MlpConfig(5, 20), new SequenceShape(7, 9, 3), Targets.EVERY, 70));
        cases.add(new Case(
                new TlTransformer(),
                new TlTransformerConfig(20, 2, 2, 5, 21, 1e-5),
                new SequenceShape(15, 6, 6),
                Targets.EVERY,
                70));
        // Many positions with few heads: attention as matrix products.
        cases.add(new Case(
                new NanoGpt(),
                new NanoGptConfig(32, 2, 2, 0.1, true, Activation.GELU_TANH, 1e-5),
                new SequenceShape(65, 50, 50),
                Targets.EVERY,
                9));
        // Sizes of the kernels' tests, heads that are no power of two; the last block is for one position only.
        cases.add(new Case(
                new NanoGpt(),
                new NanoGptConfig(72, 2, 3, 0.1, true, Activation.GELU_TANH, 1e-5),
                new SequenceShape(40, 64, 64),
                Targets.LAST,
                3));
        cases.add(new Case(
                new HuggingFaceGpt(),
                new HuggingFaceGptConfig(15, 2, 5, 0.1, 1e-5),
                new SequenceShape(40, 100, 100),
                Targets.LAST,
                2));
        return cases.stream().flatMap(one -> KernelSets.names().stream().map(kernels -> Arguments.of(one, kernels)));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("cases")
    void agrees_with_stock_samediff(Case one, String kernels) {
        Batch batch = batch(one);
        Trainer compiled = new CompiledTrainer(2, KernelChoice.named(kernels));
        try (TrainingSession stock = open(new SameDiffTrainer(), one);
                TrainingSession ours = open(compiled, one)) {
            assertThat(ours.backend()).startsWith("compiled");
            assertThat(ours.parameters()).isEqualTo(stock.parameters());
            assertClose("logits", Map.of("all", logits(ours, batch)), Map.of("all", logits(stock, batch)));
            Gradients expected = stock.gradients(batch);
            Gradients actual = ours.gradients(batch);
            assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-5));
            assertClose("gradient", actual.byParameter(), expected.byParameter());
            for (int step = 0; step < 3; step++) {
                StepResult right = stock.step(batch, LEARNING_RATE);
                StepResult found = ours.step(batch, LEARNING_RATE);
                assertThat(found.loss()).as("loss of step %d", step).isEqualTo(right.loss(), within(2e-4));
                assertThat(found.accuracy()).isEqualTo(right.accuracy(), within(0.02));
                if (step == 0) {
                    assertSameStep(ours.parameters(), stock.parameters());
                }
            }
        }
    }

    /**
     * A step of 1e-3 at most, in proportion to small gradients: the only sight of gradients under dropout. One that lacks
     * a mask in attention is off by 1e-5 and more, rounding by 2e-7.
     */
    private static void assertSameStep(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        expected.forEach((name, tensor) -> {
            float[] found = actual.get(name).values();
            float[] right = tensor.values();
            for (int i = 0; i < right.length; i++) {
                assertThat(found[i]).as("%s at %d after a step", name, i).isCloseTo(right[i], within(1e-6f));
            }
        });
    }

    private static Tensor logits(TrainingSession session, Batch batch) {
        float[] values = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
        return Tensor.of(values, values.length);
    }

    private static Batch batch(Case one) {
        int targets = one.targets() == Targets.LAST ? 1 : one.shape().outputPositions();
        return Fixtures.batch(one.shape(), one.batchSize(), targets, 4);
    }

    @SuppressWarnings("unchecked")
    private static <C extends Record> TrainingSession open(Trainer trainer, Case one) {
        Model<C> model = (Model<C>) one.model();
        return trainer.open(new TrainingSpec<>(
                model,
                model.configType().cast(one.config()),
                one.shape(),
                one.targets(),
                new AdamW(LEARNING_RATE, 0.9, 0.999, 1e-3, 0.1),
                new SeedStreams(11)));
    }

    /** Every model on the class path has kernels for its defaults. */
    @ParameterizedTest
    @MethodSource("models")
    void every_model_of_this_library_is_lowered(Model<?> model) {
        for (SequenceShape shape : List.of(Fixtures.addition(model), Fixtures.shakespeare(model))) {
            assertThat(describe(model, shape).fallback()).isEmpty();
            assertThat(describe(model, shape).partialFallback()).isEmpty();
        }
    }

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    private static <C extends Record> GraphDescription describe(Model<C> model, SequenceShape shape) {
        return new CompiledTrainer()
                .describe(new TrainingSpec<>(
                        model,
                        model.defaultConfig(shape),
                        shape,
                        model.predicts(),
                        new AdamW(1e-3, 0.9, 0.999, 1e-8, 0),
                        new SeedStreams(1)));
    }
}

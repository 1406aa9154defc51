package org.transformerbench.models.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.custom.PlainModel.Nothing;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.GraphDescription;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Models of users train compiled, without ND4J, with the numbers of stock SameDiff. */
class CustomModelsTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 6, 6);

    static Stream<PlainModel> models() {
        return CustomModels.all();
    }

    private static TrainingSpec<Nothing> spec(PlainModel model, Targets targets) {
        return new TrainingSpec<>(
                model, new Nothing(), SHAPE, targets, new AdamW(1e-2, 0.9, 0.99, 1e-3, 0.1), new SeedStreams(7));
    }

    @ParameterizedTest
    @MethodSource("models")
    void are_described_without_nd4j(PlainModel model) {
        GraphDescription description = new CompiledTrainer(1).describe(spec(model, Targets.EVERY));
        assertThat(description.fallback()).isEmpty();
        assertThat(description.partialFallback()).isEmpty();
        assertThat(description.inferenceArithmetic()).isPositive();
    }

    /** Of cumsum stock SameDiff has no right gradient. */
    static Stream<PlainModel> modelsOfStockSameDiff() {
        return models().filter(model -> !(model instanceof BagOfWords));
    }

    @ParameterizedTest
    @MethodSource("modelsOfStockSameDiff")
    void learn_as_with_stock_samediff(PlainModel model) {
        for (Targets targets : Targets.values()) {
            Batch batch = Fixtures.batch(SHAPE, 5, targets == Targets.LAST ? 1 : 6, 11);
            try (TrainingSession stock = new SameDiffTrainer().open(spec(model, targets));
                    TrainingSession compiled = new CompiledTrainer(2).open(spec(model, targets))) {
                assertClose(
                        compiled.gradients(batch).byParameter(),
                        stock.gradients(batch).byParameter());
                for (int step = 0; step < 10; step++) {
                    assertThat(compiled.step(batch).loss())
                            .as("loss of step %d", step)
                            .isEqualTo(stock.step(batch).loss(), within(1e-3));
                }
            }
        }
    }

    /** The largest difference is a small part of the largest gradient. */
    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        float largest = 0;
        for (Tensor gradient : expected.values()) {
            for (float each : gradient.values()) {
                largest = Math.max(largest, Math.abs(each));
            }
        }
        for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
            float[] found = actual.get(entry.getKey()).values();
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .as("%s[%d]", entry.getKey(), i)
                        .isCloseTo(entry.getValue().values()[i], within(1e-4f * largest));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void have_the_same_numbers_for_any_number_of_threads(PlainModel model) {
        Batch batch = Fixtures.batch(SHAPE, 300, 6, 11);
        for (String kernels : new String[] {"plain", "vector"}) {
            Map<String, Tensor> one = trained(model, batch, new CompiledTrainer(1, KernelChoice.named(kernels)));
            Map<String, Tensor> four = trained(model, batch, new CompiledTrainer(4, KernelChoice.named(kernels)));
            one.forEach((name, tensor) ->
                    assertThat(four.get(name).values()).as(name).containsExactly(tensor.values()));
        }
    }

    private static Map<String, Tensor> trained(PlainModel model, Batch batch, CompiledTrainer trainer) {
        try (TrainingSession session = trainer.open(spec(model, Targets.EVERY))) {
            session.step(batch);
            session.step(batch);
            return session.parameters();
        }
    }
}

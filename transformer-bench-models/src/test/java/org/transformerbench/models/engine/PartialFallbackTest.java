package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.FallbackModels.SHAPE;
import static org.transformerbench.models.engine.Parity.assertClose;
import static org.transformerbench.models.engine.Parity.logits;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Operations that the compiler does not know go through ND4J, all others through kernels; the numbers are stock SameDiff's. */
class PartialFallbackTest {
    static Stream<CustomModel> models() {
        return Nd4jPartModels.all().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_model_of_every_position_agrees_with_stock_samediff(CustomModel model) {
        assertFellBack(model);
        assertAgrees(model, Targets.EVERY, List.of("plain", "vector"), 1, 3, 65);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_model_of_the_last_position_agrees_with_stock_samediff(CustomModel model) {
        assertAgrees(model, Targets.LAST, List.of("plain", "vector"), 19);
    }

    static Stream<CustomModel> compiled() {
        return Stream.of(
                FallbackModels.activation(),
                FallbackModels.branches(),
                FallbackModels.prelu(),
                FallbackModels.weightNorm(),
                FallbackModels.biasedAttention(),
                FallbackModels.beforeLogits(),
                FallbackModels.tokensTwice(),
                FallbackModels.normWithoutGain(),
                FallbackModels.sharedPart(),
                FallbackModels.partsOfProjection(),
                FallbackModels.transposedRows(),
                FallbackModels.unrolledGru());
    }

    @ParameterizedTest
    @MethodSource("compiled")
    void a_model_of_operations_that_the_compiler_knows_needs_no_nd4j(CustomModel model) {
        GraphDescription description = new CompiledTrainer(1).describe(model.spec(SHAPE, Targets.EVERY));
        assertThat(description.fallback()).isEmpty();
        assertThat(description.partialFallback()).isEmpty();
        assertAgrees(model, Targets.EVERY, List.of("vector"), 7);
    }

    private static void assertAgrees(CustomModel model, Targets targets, List<String> kernels, int... batchSizes) {
        int perExample = targets == Targets.LAST ? 1 : SHAPE.contextLength();
        List<TrainingSession> sessions = new ArrayList<>();
        try (TrainingSession stock = new SameDiffTrainer().open(model.spec(SHAPE, targets))) {
            kernels.forEach(set ->
                    sessions.add(new CompiledTrainer(2, KernelChoice.named(set)).open(model.spec(SHAPE, targets))));
            for (int batchSize : batchSizes) {
                Batch batch = Fixtures.batch(SHAPE, batchSize, perExample, 4);
                Map<String, Tensor> logits = logits(stock, batch);
                Gradients gradients = stock.gradients(batch);
                double[] losses = {
                    stock.step(batch, Fixtures.LEARNING_RATE).loss(),
                    stock.step(batch, Fixtures.LEARNING_RATE).loss()
                };
                for (TrainingSession ours : sessions) {
                    assertThat(ours.backend()).startsWith("compiled");
                    assertClose("logits", logits(ours, batch), logits);
                    Gradients actual = ours.gradients(batch);
                    assertThat(actual.loss()).isEqualTo(gradients.loss(), within(1e-5));
                    assertClose("gradient", actual.byParameter(), gradients.byParameter());
                    for (int step = 0; step < losses.length; step++) {
                        assertThat(ours.step(batch, Fixtures.LEARNING_RATE).loss())
                                .as("loss of step %d", step)
                                .isEqualTo(losses[step], within(1e-5));
                    }
                }
            }
            for (TrainingSession ours : sessions) {
                assertClose("after some steps", ours.parameters(), stock.parameters());
            }
        } finally {
            sessions.forEach(TrainingSession::close);
        }
    }

    /** Some of it, but not all of it. */
    private static void assertFellBack(CustomModel model) {
        GraphDescription description = new CompiledTrainer(1).describe(model.spec(SHAPE, Targets.EVERY));
        assertThat(description.operations()).anyMatch(GraphDescription.OperationDescription::fellBack);
        assertThat(description.operations()).anyMatch(step -> !step.fellBack());
    }

    @Test
    void a_shorter_sequence_has_the_gradients_of_stock_samediff() {
        CustomModel model = Nd4jPartModels.branches();
        Batch batch = Fixtures.batch(new SequenceShape(7, 3, 3), 9, 3, 4);
        try (TrainingSession stock = new SameDiffTrainer().open(model.spec(SHAPE, Targets.EVERY));
                TrainingSession ours = new CompiledTrainer(2).open(model.spec(SHAPE, Targets.EVERY))) {
            assertClose("logits", logits(ours, batch), logits(stock, batch));
            assertClose(
                    "gradient",
                    ours.gradients(batch).byParameter(),
                    stock.gradients(batch).byParameter());
        }
    }

    @Test
    void the_same_seed_gives_the_same_numbers_for_any_number_of_threads() {
        List<Object> one = fingerprint(1);
        assertThat(fingerprint(2)).isEqualTo(one);
        assertThat(fingerprint(4)).isEqualTo(one);
    }

    private static List<Object> fingerprint(int threads) {
        List<Object> numbers = new ArrayList<>();
        for (CustomModel model :
                List.of(Nd4jPartModels.activation(), Nd4jPartModels.branches(), FallbackModels.batchMean())) {
            try (TrainingSession session = new CompiledTrainer(threads).open(model.spec(SHAPE, Targets.EVERY))) {
                for (int step = 0; step < 3; step++) {
                    numbers.add(session.step(Fixtures.batch(SHAPE, 301, 5, step), Fixtures.LEARNING_RATE));
                }
                numbers.add(session.parameters());
            }
        }
        return numbers;
    }
}

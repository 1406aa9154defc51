package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.FallbackModels.SHAPE;
import static org.transformerbench.models.engine.Parity.assertClose;
import static org.transformerbench.models.engine.Parity.logits;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Operations without kernel go through ND4J, all others through kernels; the numbers are stock SameDiff's. */
class PartialFallbackTest {
    /** A model, the names of the operations that fall back, and how it is trained. */
    record Case(CustomModel model, List<String> fallen, Targets targets, int batchSize) {
        @Override
        public String toString() {
            return model.id() + ", " + targets + ", batch " + batchSize;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        addBoth(cases, FallbackModels.activation(), 33, "softplus");
        addBoth(cases, FallbackModels.branches(), 19, "sin", "elu");
        addBoth(cases, FallbackModels.batchMean(), 9, "reduce_mean", "subtract");
        addBoth(cases, FallbackModels.prelu(), 3, "neg", "divide");
        addBoth(cases, FallbackModels.weightNorm(), 8, "matmul", "norm2");
        addBoth(cases, FallbackModels.biasedAttention(), 10, "softmax", "multiply");
        addBoth(cases, FallbackModels.beforeLogits(), 2100, "tanh");
        addBoth(cases, FallbackModels.tokensTwice(), 7, "multiply");
        addBoth(cases, FallbackModels.normWithoutGain(), 4, "divide", "sqrt");
        addBoth(cases, FallbackModels.sharedPart(), 5, "sin", "cos");
        addBoth(cases, FallbackModels.partsOfProjection(), 6, "softplus");
        addBoth(cases, FallbackModels.transposedRows(), 6, "permute");
        addBoth(cases, FallbackModels.activation(), 1, "softplus");
        return cases.stream();
    }

    private static void addBoth(List<Case> cases, CustomModel model, int batchSize, String... fallen) {
        for (Targets targets : Targets.values()) {
            cases.add(new Case(model, List.of(fallen), targets, batchSize));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agrees_with_stock_samediff(Case one) {
        assertFellBack(
                one, new CompiledTrainer(2).matching().describe(one.model().spec(SHAPE, one.targets())));
        assertAgrees(one, new CompiledTrainer(2).matching());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agrees_with_stock_samediff_where_the_compiler_may_be_chosen(Case one) {
        assertAgrees(one, new CompiledTrainer(2));
    }

    private static void assertAgrees(Case one, CompiledTrainer trainer) {
        int targets = one.targets() == Targets.LAST ? 1 : SHAPE.contextLength();
        Batch batch = Fixtures.batch(SHAPE, one.batchSize(), targets, 4);
        try (TrainingSession stock = new SameDiffTrainer().open(one.model().spec(SHAPE, one.targets()));
                TrainingSession ours = trainer.open(one.model().spec(SHAPE, one.targets()))) {
            assertThat(ours.backend()).startsWith("compiled");
            assertClose("logits", logits(ours, batch), logits(stock, batch));
            Gradients expected = stock.gradients(batch);
            Gradients actual = ours.gradients(batch);
            assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-5));
            assertClose("gradient", actual.byParameter(), expected.byParameter());
            for (int step = 0; step < 3; step++) {
                assertThat(ours.step(batch).loss())
                        .as("loss of step %d", step)
                        .isEqualTo(stock.step(batch).loss(), within(1e-5));
            }
            assertClose("after three steps", ours.parameters(), stock.parameters());
        }
    }

    /** Some of it, but not all of it. */
    private static void assertFellBack(Case one, GraphDescription description) {
        String fallen = description.steps().stream()
                .filter(GraphDescription.StepDescription::fellBack)
                .map(GraphDescription.StepDescription::kernel)
                .reduce("", (left, right) -> left + " " + right);
        assertThat(fallen).contains(one.fallen());
        assertThat(description.steps()).anyMatch(step -> !step.fellBack());
    }

    @Test
    void a_shorter_sequence_has_the_gradients_of_stock_samediff() {
        Batch batch = Fixtures.batch(new SequenceShape(7, 3, 3), 9, 3, 4);
        try (TrainingSession stock =
                        new SameDiffTrainer().open(FallbackModels.branches().spec(SHAPE, Targets.EVERY));
                TrainingSession ours = new CompiledTrainer(2)
                        .matching()
                        .open(FallbackModels.branches().spec(SHAPE, Targets.EVERY))) {
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
                List.of(FallbackModels.activation(), FallbackModels.biasedAttention(), FallbackModels.batchMean())) {
            try (TrainingSession session =
                    new CompiledTrainer(threads).matching().open(model.spec(SHAPE, Targets.EVERY))) {
                for (int step = 0; step < 3; step++) {
                    numbers.add(session.step(Fixtures.batch(SHAPE, 301, 5, step)));
                }
                numbers.add(session.parameters());
            }
        }
        return numbers;
    }
}

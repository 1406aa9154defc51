package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.block;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.gelu;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.norm;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.block.LayerNorm;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Operations without kernel go through ND4J, all others through kernels; the numbers are stock SameDiff's. */
class PartialFallbackTest {
    private static final double SHARE = 1e-4;
    private static final int WIDTH = 12;
    private static final SequenceShape SHAPE = new SequenceShape(7, 5, 5);

    /** A model, the names of the operations that fall back, and how it is trained. */
    record Case(CustomModel model, List<String> fallen, Targets targets, int batchSize) {
        @Override
        public String toString() {
            return model.id() + ", " + targets + ", batch " + batchSize;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        addBoth(cases, activation(), 33, "softplus");
        addBoth(cases, branches(), 19, "sin", "elu");
        addBoth(cases, batchMean(), 9, "reduce_mean", "subtract");
        addBoth(cases, prelu(), 3, "neg", "divide");
        addBoth(cases, weightNorm(), 8, "matmul", "norm2");
        addBoth(cases, biasedAttention(), 10, "softmax", "multiply");
        addBoth(cases, beforeLogits(), 2100, "tanh");
        addBoth(cases, tokensTwice(), 7, "multiply");
        addBoth(cases, normWithoutGain(), 4, "divide", "sqrt");
        addBoth(cases, sharedPart(), 5, "sin", "cos");
        addBoth(cases, partsOfProjection(), 6, "softplus");
        addBoth(cases, transposedRows(), 6, "permute");
        addBoth(cases, activation(), 1, "softplus");
        return cases.stream();
    }

    private static void addBoth(List<Case> cases, CustomModel model, int batchSize, String... fallen) {
        for (Targets targets : Targets.values()) {
            cases.add(new Case(model, List.of(fallen), targets, batchSize));
        }
    }

    /** An activation that has no kernel, in the first of two blocks with dropout. */
    private static CustomModel activation() {
        return new CustomModel("activation", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SameDiff sd = scope.graph();
            x = block(
                    scope.child("0"),
                    x,
                    WIDTH,
                    2,
                    0.2,
                    attention(WIDTH, 2, 0.2),
                    (mlp, hidden) -> sd.nn().softplus(hidden));
            return head(scope, block(scope.child("1"), x, WIDTH, 2, 0.2, attention(WIDTH, 2, 0.2), gelu()), WIDTH);
        });
    }

    /** Two operations without kernel one after the other, one of them in a residual branch of its own. */
    private static CustomModel branches() {
        return new CustomModel("branches", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            x = x.add(scope.graph().math().sin(linear(scope.child("wave"), x, WIDTH, WIDTH)));
            x = block(
                    scope.child("0"),
                    x,
                    WIDTH,
                    3,
                    0.1,
                    attention(WIDTH, 3, 0),
                    (mlp, hidden) -> scope.graph().nn().elu(hidden));
            return head(scope, x, WIDTH);
        });
    }

    private static CustomModel batchMean() {
        return new CustomModel("batch-mean", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            x = block(scope.child("0"), x, WIDTH, 2, 0, attention(WIDTH, 2, 0), gelu());
            x = x.sub(x.mean(true, 0));
            return head(scope, norm(scope, x, WIDTH), WIDTH);
        });
    }

    /** A slope per column, and a temperature that is one number. */
    private static CustomModel prelu() {
        return new CustomModel("prelu", (scope, tokens) -> {
            SDVariable x = linear(scope.child("in"), embedding(scope, tokens, WIDTH), WIDTH, 9);
            SameDiff sd = scope.graph();
            SDVariable slope = scope.parameter("slope", normal(), 9);
            SDVariable bent = sd.nn().relu(x, 0).sub(sd.nn().relu(x.neg(), 0).mul(slope));
            SDVariable logits = head(scope, bent, 9);
            return logits.div(scope.parameter("temperature", Initializer.constant(0.7), 1));
        });
    }

    /** A weight that is computed from two parameters. */
    private static CustomModel weightNorm() {
        return new CustomModel("weight-norm", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable direction = scope.parameter("direction", normal(), WIDTH, WIDTH);
            SDVariable length = scope.parameter("length", normal(), WIDTH);
            SDVariable weight = direction.mul(length).div(direction.norm2(0));
            SDVariable y = x.reshape(-1, WIDTH).mmul(weight).reshape(-1, scope.positions(), WIDTH);
            return head(scope, x.add(y), WIDTH);
        });
    }

    /** A bias that is learned for each pair of positions, which causal attention does not have. */
    private static CustomModel biasedAttention() {
        return new CustomModel("biased-attention", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            x = block(scope.child("0"), x, WIDTH, 2, 0.2, PartialFallbackTest::biased, gelu());
            return head(scope, block(scope.child("1"), x, WIDTH, 2, 0, attention(WIDTH, 2, 0), gelu()), WIDTH);
        });
    }

    private static SDVariable biased(GraphScope scope, SDVariable x) {
        int positions = scope.positions();
        SDVariable[] parts = new SDVariable[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = linear(scope.child("part" + i), x, WIDTH, WIDTH)
                    .reshape(-1, positions, 2, WIDTH / 2)
                    .permute(0, 2, 1, 3);
        }
        SDVariable scores = scope.graph().mmul(parts[0], parts[1], false, true, false);
        scores = scores.add(scope.parameter("bias", normal(), 1, 2, positions, positions));
        SDVariable weights = scope.dropout(scope.graph().nn().softmax(scores, 3), 0.2, 2, positions, positions);
        return weights.mmul(parts[2]).permute(0, 2, 1, 3).reshape(-1, positions, WIDTH);
    }

    private static CustomModel beforeLogits() {
        return new CustomModel("before-logits", (scope, tokens) -> {
            SDVariable logits = head(scope, embedding(scope, tokens, WIDTH), WIDTH);
            return scope.graph().math().tanh(logits).mul(5);
        });
    }

    private static CustomModel tokensTwice() {
        return new CustomModel("tokens-twice", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable gate = scope.parameter("gate", normal(), scope.shape().vocabularySize(), WIDTH);
            SDVariable gated = x.mul(Embedding.tokens(scope, tokens, gate, WIDTH));
            SDVariable again = scope.graph()
                    .oneHot(tokens.reshape(-1), scope.shape().vocabularySize(), -1, 2, -1, DataType.FLOAT)
                    .mmul(gate)
                    .reshape(-1, scope.positions(), WIDTH);
            return head(scope, gated.add(again).add(x), WIDTH);
        });
    }

    private static CustomModel normWithoutGain() {
        return new CustomModel("norm-without-gain", (scope, tokens) -> {
            SDVariable x = linear(scope, embedding(scope, tokens, WIDTH), WIDTH, 16);
            return head(scope, LayerNorm.normalise(x, 1e-5).add(x), 16);
        });
    }

    /** One result without kernel that both a kernel and another such operation read, and that is a residual stream. */
    private static CustomModel sharedPart() {
        return new CustomModel("shared-part", (scope, tokens) -> {
            SDVariable x = scope.graph().math().sin(embedding(scope, tokens, WIDTH));
            SDVariable left = linear(scope.child("left"), x, WIDTH, WIDTH);
            SDVariable right = scope.graph().math().cos(x);
            return head(scope, left.add(right).add(x), WIDTH);
        });
    }

    /** Parts of a joint projection that are read by a kernel, by ND4J, and by both. */
    private static CustomModel partsOfProjection() {
        return new CustomModel("parts-of-a-projection", (scope, tokens) -> {
            SDVariable joint = linear(scope, embedding(scope, tokens, WIDTH), WIDTH, 21);
            SDVariable[] parts = scope.graph().split(joint, 3, 2);
            SDVariable soft = scope.graph().nn().softplus(parts[1]);
            SDVariable left = linear(scope.child("left"), parts[0], 7, WIDTH);
            SDVariable right = linear(scope.child("right"), parts[1].add(parts[2]), 7, WIDTH);
            SDVariable last = linear(scope.child("last"), soft, 7, WIDTH);
            return head(scope, left.add(right).add(last), WIDTH);
        });
    }

    /** Rows that go position by position through a kernel. */
    private static CustomModel transposedRows() {
        return new CustomModel("transposed-rows", (scope, tokens) -> {
            int positions = scope.positions();
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable rows = x.permute(1, 0, 2).reshape(-1, WIDTH);
            SDVariable mixed = rows.mmul(scope.parameter("w", normal(), WIDTH, WIDTH));
            SDVariable back = mixed.reshape(positions, -1, WIDTH).permute(1, 0, 2);
            return head(scope, x.add(back), WIDTH);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agrees_with_stock_samediff(Case one) {
        int targets = one.targets() == Targets.LAST ? 1 : SHAPE.contextLength();
        Batch batch = Fixtures.batch(SHAPE, one.batchSize(), targets, 4);
        try (TrainingSession stock = new SameDiffTrainer().open(one.model().spec(SHAPE, one.targets()));
                TrainingSession ours = new CompiledTrainer(2).open(one.model().spec(SHAPE, one.targets()))) {
            assertThat(ours).isInstanceOf(CompiledSession.class);
            assertFellBack(one, ((CompiledSession<?>) ours).description());
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

    private static Map<String, Tensor> logits(TrainingSession session, Batch batch) {
        float[] every = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
        float[] last = session.logits(batch.tokens(), batch.positions(), Targets.LAST);
        return Map.of("every", Tensor.of(every, every.length), "last", Tensor.of(last, last.length));
    }

    private static void assertClose(String what, Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) -> {
            double largest = 0;
            for (float value : tensor.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < tensor.size(); i++) {
                assertThat((double) actual.get(name).values()[i])
                        .as("%s of %s at %d", what, name, i)
                        .isEqualTo(tensor.values()[i], within(SHARE * largest + 1e-6));
            }
        });
    }

    @Test
    void a_shorter_sequence_has_the_gradients_of_stock_samediff() {
        Batch batch = Fixtures.batch(new SequenceShape(7, 3, 3), 9, 3, 4);
        try (TrainingSession stock = new SameDiffTrainer().open(branches().spec(SHAPE, Targets.EVERY));
                TrainingSession ours = new CompiledTrainer(2).open(branches().spec(SHAPE, Targets.EVERY))) {
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
        for (CustomModel model : List.of(activation(), biasedAttention(), batchMean())) {
            try (TrainingSession session = new CompiledTrainer(threads).open(model.spec(SHAPE, Targets.EVERY))) {
                for (int step = 0; step < 3; step++) {
                    numbers.add(session.step(Fixtures.batch(SHAPE, 301, 5, step)));
                }
                numbers.add(session.parameters());
            }
        }
        return numbers;
    }

    @Test
    void one_line_says_what_falls_back_however_long_a_session_is() {
        Batch batch = Fixtures.batch(SHAPE, 3, 5, 4);
        List<String> lines = logged(() -> {
            try (TrainingSession session =
                    new CompiledTrainer(1).open(branches().spec(SHAPE, Targets.EVERY))) {
                session.step(batch);
                session.step(batch);
                session.gradients(batch);
                session.logits(batch.tokens(), 5, Targets.LAST);
            }
        });
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .contains("The model 'branches' runs 2 of ")
                .endsWith(" operations through ND4J (no kernel for: sin; elu)");
    }

    /** A kernel must not be fed with numbers that are other ones in the backward pass. */
    @Test
    void a_model_that_draws_random_numbers_itself_is_trained_by_samediff() {
        CustomModel noisy = new CustomModel("noisy", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            return head(scope, x.mul(scope.graph().random().normal(0, 1, DataType.FLOAT, 5, WIDTH)), WIDTH);
        });
        List<String> lines = logged(() -> {
            try (TrainingSession session = new CompiledTrainer(1).open(noisy.spec(SHAPE, Targets.EVERY))) {
                assertThat(session).isNotInstanceOf(CompiledSession.class);
                session.step(Fixtures.batch(SHAPE, 3, 5, 4));
            }
        });
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("The model 'noisy' is trained by SameDiff itself: ", "gaussian");
        GraphDescription description = new CompiledTrainer().describe(noisy.spec(SHAPE, Targets.EVERY));
        assertThat(description.fallback()).isPresent();
        assertThat(description.steps()).isEmpty();
    }

    /** The winner's column as a number: no gradient goes through it. */
    @Test
    void a_model_with_a_part_that_has_no_gradient_is_trained_by_samediff() {
        CustomModel winner = new CustomModel("winner", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            SDVariable column = x.argmax(2)
                    .castTo(DataType.FLOAT)
                    .reshape(-1, 1)
                    .mmul(scope.parameter("scale", normal(), 1, WIDTH));
            return head(scope, x.add(column.reshape(-1, scope.positions(), WIDTH)), WIDTH);
        });
        Batch batch = Fixtures.batch(SHAPE, 4, 5, 4);
        try (TrainingSession stock = new SameDiffTrainer().open(winner.spec(SHAPE, Targets.EVERY));
                TrainingSession ours = new CompiledTrainer(2).open(winner.spec(SHAPE, Targets.EVERY))) {
            assertThat(ours).isNotInstanceOf(CompiledSession.class);
            assertThat(ours.step(batch)).isEqualTo(stock.step(batch));
        }
    }

    /** Stock SameDiff gets it wrong at times, so that the same layer in two operations is the measure. */
    @Test
    void the_linear_layer_of_samediff_itself_has_a_kernel() {
        Batch batch = Fixtures.batch(SHAPE, 4, 5, 4);
        List<Object> numbers = new ArrayList<>();
        for (boolean fused : new boolean[] {false, true}) {
            CustomModel model = new CustomModel("linear", (scope, tokens) -> {
                SDVariable rows = embedding(scope, tokens, WIDTH).reshape(-1, WIDTH);
                SDVariable weight = scope.parameter("w", normal(), WIDTH, 7);
                SDVariable bias = scope.parameter("b", normal(), 7);
                SDVariable logits = fused
                        ? scope.graph().nn().linear(rows, weight, bias)
                        : rows.mmul(weight).add(bias);
                return logits.reshape(-1, scope.positions(), 7);
            });
            try (TrainingSession session = new CompiledTrainer(1).open(model.spec(SHAPE, Targets.EVERY))) {
                assertThat(((CompiledSession<?>) session).description().partialFallback())
                        .isEmpty();
                numbers.add(List.of(session.step(batch), session.parameters()));
            }
        }
        assertThat(numbers.get(1)).isEqualTo(numbers.get(0));
    }

    private static List<String> logged(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void describes_which_nodes_became_which_kernels() {
        GraphDescription description = new CompiledTrainer().describe(branches().spec(SHAPE, Targets.EVERY));
        assertThat(description.fallback()).isEmpty();
        assertThat(description.steps())
                .filteredOn(GraphDescription.StepDescription::fellBack)
                .extracting(GraphDescription.StepDescription::nodes)
                .containsExactly(List.of("sin"), List.of("elu"));
        assertThat(description.steps())
                .filteredOn(step -> step.kernel().startsWith("layer norm"))
                .allSatisfy(step -> assertThat(step.nodes()).hasSize(9));
        long named = description.steps().stream()
                .flatMap(step -> step.nodes().stream())
                .distinct()
                .count();
        assertThat(named).isLessThanOrEqualTo(description.operations());
    }
}

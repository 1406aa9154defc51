package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.normal;
import static org.transformerbench.models.engine.FallbackModels.SHAPE;
import static org.transformerbench.models.engine.FallbackModels.WIDTH;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Who executes what is said: part by part where ND4J does some of it, and for all where SameDiff has to. */
class FallbackChoiceTest {

    @Test
    void one_line_says_what_falls_back_however_many_sessions_there_are() {
        CustomModel model =
                new CustomModel("branches-told-once", Nd4jPartModels.branches().graph());
        CustomModel other =
                new CustomModel("branches-told-too", Nd4jPartModels.branches().graph());
        Batch batch = Fixtures.batch(SHAPE, 3, 5, 4);
        List<String> lines = logged(() -> {
            for (int threads = 1; threads <= 3; threads++) {
                try (TrainingSession session = new CompiledTrainer(threads).open(model.spec(SHAPE, Targets.EVERY))) {
                    session.step(batch, Fixtures.LEARNING_RATE);
                    session.gradients(batch);
                    session.logits(batch.tokens(), 5, Targets.LAST);
                }
            }
            new CompiledTrainer(1).open(other.spec(SHAPE, Targets.EVERY)).close();
        });
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).contains("The model 'branches-told-too' runs 3 of ");
        assertThat(lines.get(0))
                .contains(" INFO ")
                .contains("The model 'branches-told-once' runs 3 of ")
                .endsWith(" operations through ND4J (no kernel for: rational_tanh; reduce_mean, subtract)");
    }

    /** Counted, not timed. */
    @Test
    void a_warning_says_where_samediff_alone_may_be_faster_and_how_to_choose_it() {
        CustomModel model = new CustomModel("hardly-known", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            for (int i = 0; i < 12; i++) {
                x = Nd4jPartModels.unknown(x);
            }
            return head(scope, x, WIDTH);
        });
        List<String> lines = logged(() ->
                new CompiledTrainer(1).open(model.spec(SHAPE, Targets.EVERY)).close());
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .contains(" WARN ")
                .contains("The model 'hardly-known' runs 12 of ")
                .endsWith(
                        ", so many that the trainer 'samediff' may be faster: compare the two with 'speed' or 'compare',"
                                + " and choose with --trainer samediff or new SameDiffTrainer()");
    }

    /** These were faster with their kernels than with SameDiff alone. */
    @ParameterizedTest
    @MethodSource("modelsOfFewOperationsWithoutKernel")
    void no_such_advice_is_given_where_kernels_do_most_of_the_work(CustomModel model) {
        GraphDescription description = new CompiledTrainer(1).describe(model.spec(SHAPE, Targets.EVERY));
        assertThat(description.partialFallback())
                .hasValueSatisfying(part -> assertThat(part).endsWith(")"));
        assertThat(description.mayBeSlower()).isFalse();
    }

    static Stream<CustomModel> modelsOfFewOperationsWithoutKernel() {
        return Stream.of(
                Nd4jPartModels.activation(),
                Nd4jPartModels.branches(),
                FallbackModels.batchMean(),
                Nd4jPartModels.dropoutInside(),
                Nd4jPartModels.unrolledGru());
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
                assertThat(session.backend()).doesNotStartWith("compiled");
                session.step(Fixtures.batch(SHAPE, 3, 5, 4), Fixtures.LEARNING_RATE);
            }
            new CompiledTrainer(2).open(noisy.spec(SHAPE, Targets.EVERY)).close();
        });
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("The model 'noisy' is trained by SameDiff itself: ", "gaussian");
        GraphDescription description = new CompiledTrainer().describe(noisy.spec(SHAPE, Targets.EVERY));
        assertThat(description.fallback()).isPresent();
        assertThat(description.operations()).isEmpty();
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
            assertThat(ours.backend()).doesNotStartWith("compiled");
            assertThat(ours.step(batch, Fixtures.LEARNING_RATE)).isEqualTo(stock.step(batch, Fixtures.LEARNING_RATE));
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
                assertThat(session.backend()).startsWith("compiled");
                assertThat(new CompiledTrainer(1)
                                .describe(model.spec(SHAPE, Targets.EVERY))
                                .partialFallback())
                        .isEmpty();
                numbers.add(List.of(session.step(batch, Fixtures.LEARNING_RATE), session.parameters()));
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
        GraphDescription description =
                new CompiledTrainer().describe(Nd4jPartModels.branches().spec(SHAPE, Targets.EVERY));
        assertThat(description.fallback()).isEmpty();
        assertThat(description.operations())
                .filteredOn(GraphDescription.OperationDescription::fellBack)
                .extracting(GraphDescription.OperationDescription::nodes)
                .containsExactly(List.of("rational_tanh"), List.of("average", "centred"));
        assertThat(description.operations())
                .filteredOn(step -> step.kernel().startsWith("layer norm"))
                .allSatisfy(step -> assertThat(step.nodes()).hasSize(9));
        long named = description.operations().stream()
                .flatMap(step -> step.nodes().stream())
                .distinct()
                .count();
        assertThat(named).isLessThanOrEqualTo(description.graphOperations());
    }
}

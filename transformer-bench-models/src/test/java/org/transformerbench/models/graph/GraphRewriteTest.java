package org.transformerbench.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.transformerbench.models.graph.DrawnModel.WIDTH;
import static org.transformerbench.models.graph.DrawnModel.embedded;
import static org.transformerbench.models.graph.DrawnModel.head;
import static org.transformerbench.models.graph.DrawnModel.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.GraphDescription;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** What SameDiff gets wrong and models want all the same gives the numbers of another way to say it. */
class GraphRewriteTest {
    private static final Batch BATCH = Fixtures.batch(DrawnModel.SHAPE, 5, 3, 4);

    private interface Graph extends BiFunction<GraphScope, SDVariable, SDVariable> {}

    /** Two ways to say the same, of which the first is rewritten. */
    private static Map<String, List<Graph>> pairs() {
        Map<String, List<Graph>> pairs = new LinkedHashMap<>();
        pairs.put(
                "gather of tokens",
                List.of(
                        (scope, tokens) -> head(scope, scope.graph().gather(table(scope), tokens, 0)),
                        (scope, tokens) -> head(scope, embedded(scope, tokens))));
        pairs.put(
                "gather of flat tokens",
                List.of(
                        (scope, tokens) -> head(
                                scope,
                                scope.graph()
                                        .gather(table(scope), tokens.reshape(-1), 0)
                                        .reshape(-1, scope.positions(), WIDTH)),
                        (scope, tokens) -> head(scope, embedded(scope, tokens))));
        pairs.put(
                "gather as logits",
                List.of(
                        (scope, tokens) -> scope.graph().gather(square(scope), tokens, 0),
                        (scope, tokens) -> scope.graph()
                                .oneHot(tokens.reshape(-1), 7, -1, 1, 0, DataType.FLOAT)
                                .mmul(square(scope))
                                .reshape(-1, scope.positions(), 7)));
        pairs.put(
                "gather of positions, from a table that is computed, and read twice",
                List.of(
                        (scope, tokens) -> {
                            SDVariable rows = scope.graph().gather(places(scope), new int[] {0, 1, 2}, 0);
                            return head(scope, embedded(scope, tokens).add(rows).mul(rows));
                        },
                        (scope, tokens) -> {
                            SDVariable rows = places(scope).reshape(1, 3, WIDTH);
                            return head(scope, embedded(scope, tokens).add(rows).mul(rows));
                        }));
        pairs.put(
                "gather from a table of rank 3",
                List.of(
                        (scope, tokens) -> head(
                                scope,
                                scope.graph()
                                        .gather(table(scope).reshape(7, 2, 2), tokens, 0)
                                        .reshape(-1, scope.positions(), WIDTH)),
                        (scope, tokens) -> head(scope, embedded(scope, tokens))));
        pairs.put(
                "gather from a table that is gathered itself",
                List.of(
                        (scope, tokens) -> {
                            SDVariable backwards =
                                    scope.graph().gather(table(scope), new int[] {6, 5, 4, 3, 2, 1, 0}, 0);
                            return head(scope, scope.graph().gather(backwards, tokens, 0));
                        },
                        (scope, tokens) -> head(
                                scope,
                                scope.graph()
                                        .oneHot(tokens.reshape(-1).rsub(6), 7, -1, 1, 0, DataType.FLOAT)
                                        .mmul(table(scope))
                                        .reshape(-1, scope.positions(), WIDTH))));
        pairs.put(
                "layer norm with dimensions from the end",
                List.of(
                        (scope, tokens) -> head(scope, norm(norm(embedded(scope, tokens), -1), -1)),
                        (scope, tokens) -> head(scope, norm(norm(embedded(scope, tokens), 2), 2))));
        pairs.put(
                "a reduction of what would not fit if the one before it were over the first dimension",
                List.of(
                        (scope, tokens) -> {
                            SDVariable x = embedded(scope, tokens);
                            SDVariable means = x.mean(true, -1)
                                    .reshape(-1, scope.positions())
                                    .add(x.sum(2));
                            return head(scope, x.mul(means.max(true, -1).reshape(-1, 1, 1)));
                        },
                        (scope, tokens) -> {
                            SDVariable x = embedded(scope, tokens);
                            SDVariable means = x.mean(true, 2)
                                    .reshape(-1, scope.positions())
                                    .add(x.sum(2));
                            return head(scope, x.mul(means.max(true, 1).reshape(-1, 1, 1)));
                        }));
        pairs.put(
                "reductions over two dimensions and over the last but one",
                List.of(
                        (scope, tokens) -> {
                            SDVariable x = embedded(scope, tokens);
                            return head(scope, x.add(x.max(true, -2)).add(x.sum(true, -1, -2)));
                        },
                        (scope, tokens) -> {
                            SDVariable x = embedded(scope, tokens);
                            return head(scope, x.add(x.max(true, 1)).add(x.sum(true, 2, 1)));
                        }));
        pairs.put(
                "linear",
                List.of(
                        (scope, tokens) -> linear(scope, tokens, true),
                        (scope, tokens) -> linear(scope, tokens, false)));
        pairs.put(
                "a parameter of one element as divisor",
                operands(
                        (graph, x, p) -> x.div(p),
                        (graph, x, p) -> x.mul(row(graph, graph.math().reciprocal(p)))));
        pairs.put(
                "a computed divisor of one element",
                operands(
                        (graph, x, p) -> x.div(graph.math().exp(p)),
                        (graph, x, p) -> x.mul(row(graph, graph.math().exp(p.neg())))));
        pairs.put(
                "a divisor of one element that all tokens have a part in",
                operands(
                        (graph, x, p) -> x.add(p.div(graph.math().exp(x.mean()))),
                        (graph, x, p) -> x.add(p.mul(graph.math().exp(x.mean().neg())))));
        pairs.put(
                "a dividend of one element",
                operands(
                        (graph, x, p) -> graph.math().exp(x).rdiv(p),
                        (graph, x, p) -> graph.math().exp(x.neg()).mul(row(graph, p))));
        pairs.put(
                "something divided by one element, the other way round",
                operands(
                        (graph, x, p) -> p.rdiv(x),
                        (graph, x, p) -> x.mul(row(graph, graph.math().reciprocal(p)))));
        pairs.put(
                "a factor of one element", operands((graph, x, p) -> x.mul(p), (graph, x, p) -> x.mul(row(graph, p))));
        pairs.put(
                "the squared difference to one element",
                operands(
                        (graph, x, p) -> x.squaredDifference(p),
                        (graph, x, p) -> graph.math().square(x.sub(p))));
        pairs.put(
                "the larger of something and one element",
                operands((graph, x, p) -> graph.max(x, p), GraphRewriteTest::larger));
        pairs.put(
                "the larger of something and a row",
                operands(
                        (graph, x, p) -> graph.max(row(graph, p), x),
                        (graph, x, p) -> larger(graph, x, row(graph, p))));
        pairs.put(
                "the smaller of something and a row",
                operands(
                        (graph, x, p) -> graph.min(x, row(graph, p)),
                        (graph, x, p) ->
                                larger(graph, x.neg(), row(graph, p).neg()).neg()));
        pairs.put(
                "the angle to a row",
                operands(
                        (graph, x, p) -> graph.math().atan2(x, row(graph, p)),
                        (graph, x, p) -> graph.math().atan(x.div(row(graph, p)))));
        return pairs;
    }

    private interface Operands {
        SDVariable of(SameDiff graph, SDVariable x, SDVariable p);
    }

    /** Of hidden states of shape (B, T, D) and a positive parameter of one element. */
    private static List<Graph> operands(Operands said, Operands meant) {
        return Stream.of(said, meant)
                .<Graph>map(operands -> (scope, tokens) -> {
                    SDVariable p = scope.parameter("p", Initializer.constant(0.2), 1);
                    return head(scope, operands.of(scope.graph(), embedded(scope, tokens), p));
                })
                .toList();
    }

    private static SDVariable row(SameDiff graph, SDVariable p) {
        return graph.tile(p, WIDTH);
    }

    private static SDVariable larger(SameDiff graph, SDVariable x, SDVariable p) {
        return graph.nn().relu(x.sub(p), 0).add(p);
    }

    private static SDVariable square(GraphScope scope) {
        return scope.parameter("square", Initializer.normal(0.5), 7, 7);
    }

    private static SDVariable places(GraphScope scope) {
        return scope.graph().math().tanh(scope.parameter("places", Initializer.normal(0.5), 3, WIDTH));
    }

    private static SDVariable norm(SDVariable x, int dimension) {
        SDVariable centred = x.sub(x.mean(true, dimension));
        SDVariable variance = centred.mul(centred).mean(true, dimension);
        return centred.div(variance.getSameDiff().math().sqrt(variance.add(1e-5)));
    }

    /** Hidden states of the logits' shape, in another order of their elements, among others of that shape. */
    private static SDVariable linear(GraphScope scope, SDVariable tokens, boolean fused) {
        SameDiff graph = scope.graph();
        SDVariable rows = embedded(scope, tokens).reshape(-1, WIDTH);
        SDVariable weight = scope.parameter("w", Initializer.normal(0.5), WIDTH, 7);
        SDVariable bias = scope.parameter("b", Initializer.normal(0.5), 7);
        SDVariable first = fused
                ? graph.nn().linear(rows, weight, bias)
                : rows.mmul(weight).add(bias);
        SDVariable bent = graph.math().sin(first).mul(graph.nn().softplus(first));
        SDVariable square = square(scope);
        SDVariable second = fused
                ? graph.nn().linear(bent, square, bias)
                : bent.mmul(square).add(bias);
        return graph.math().sin(second).add(bent).reshape(-1, scope.positions(), 7);
    }

    static Stream<Arguments> trainersAndPairs() {
        return Stream.of(new CompiledTrainer(2), new SameDiffTrainer())
                .flatMap(trainer -> pairs().entrySet().stream()
                        .map(pair -> arguments(
                                trainer.id(),
                                pair.getKey(),
                                trainer,
                                pair.getValue().get(0),
                                pair.getValue().get(1))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("trainersAndPairs")
    void gives_the_numbers_of_what_it_means(String id, String name, Trainer trainer, Graph said, Graph meant) {
        try (TrainingSession expected = trainer.open(new DrawnModel(meant).spec());
                TrainingSession actual = trainer.open(new DrawnModel(said).spec())) {
            for (int again = 0; again < 10; again++) {
                assertClose(Map.of("logits", logits(actual, BATCH)), Map.of("logits", logits(expected, BATCH)));
                Gradients wanted = expected.gradients(BATCH);
                Gradients found = actual.gradients(BATCH);
                assertThat(found.loss()).isCloseTo(wanted.loss(), within(1e-6));
                assertClose(found.byParameter(), wanted.byParameter());
            }
            for (int step = 0; step < 3; step++) {
                assertThat(actual.step(BATCH, Fixtures.LEARNING_RATE).loss())
                        .isCloseTo(expected.step(BATCH, Fixtures.LEARNING_RATE).loss(), within(1e-5));
            }
        }
    }

    private static Tensor logits(TrainingSession session, Batch batch) {
        float[] logits = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
        return Tensor.of(logits, logits.length);
    }

    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) ->
                assertThat(actual.get(name).values()).as(name).containsExactly(tensor.values(), within(2e-6f)));
    }

    @Test
    void the_natural_embedding_and_layer_norm_have_kernels() {
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SDVariable x = norm(scope.graph().gather(table(scope), tokens, 0), -1);
            return head(scope, x.mul(scope.parameter("gain", Initializer.constant(1), WIDTH)));
        });
        GraphDescription description = new CompiledTrainer(1).describe(model.spec());

        assertThat(description.partialFallback()).isEmpty();
        assertThat(description.operations())
                .extracting(GraphDescription.OperationDescription::kernel)
                .containsExactly("embedding (7 x 4)", "layer norm (4)", "linear (4 -> 7)");
    }
}

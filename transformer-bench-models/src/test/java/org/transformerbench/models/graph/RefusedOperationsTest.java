package org.transformerbench.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.transformerbench.models.graph.DrawnModel.embedded;
import static org.transformerbench.models.graph.DrawnModel.head;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.enums.PartitionMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.LocalResponseNormalizationConfig;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.weights.GRUWeights;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.EmbeddingLookup;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Each operation that is refused is wrong, is refused with either trainer, and is listed where authors look. */
class RefusedOperationsTest {
    private static final long[] SHAPE = {2, 3, 4};
    private static final double STEP = 1e-5;
    private static final Path MODEL =
            Path.of("../transformer-bench-api/src/main/java/org/transformerbench/api/Model.java");

    /** A use of an operation on something of shape (2, 3, 4), or (B, 3, 4). */
    private interface Use {
        SDVariable of(SameDiff graph, SDVariable x);
    }

    /** At least one for each that is refused. */
    private static Map<String, List<Use>> uses() {
        Map<String, List<Use>> uses = new LinkedHashMap<>();
        uses.put(
                "batchMmul",
                List.of((graph, x) -> graph.batchMmul(
                                new SDVariable[] {rows(x)}, new SDVariable[] {number(graph, x, 0.3, 4, 5)})[0]));
        uses.put("repeat", List.of((graph, x) -> graph.repeat(x, ids(graph, 2), 1)));
        uses.put(
                "stridedSlice or get with a negative stride",
                List.of((graph, x) ->
                        graph.stridedSlice(x, new long[] {0, 2, 0}, new long[] {1, 0, 4}, new long[] {1, -1, 1})));
        uses.put("preciseGelu", List.of((graph, x) -> graph.nn().preciseGelu(x)));
        uses.put(
                "gather with an axis other than 0, or whose ids and rows both depend on the batch",
                List.of(
                        (graph, x) -> graph.gather(x, ids(graph, 0, 2, 2), 1),
                        (graph, x) -> graph.gather(x, new int[] {1, 0}, 2)));
        uses.put(
                "gatherNd",
                List.of((graph, x) ->
                        graph.gatherNd(rows(x), graph.constant(Nd4j.createFromArray(new int[][] {{0, 2}, {1, 1}})))));
        uses.put(
                "EmbeddingLookup",
                List.of((graph, x) ->
                        new EmbeddingLookup(graph, rows(x), ids(graph, 0, 2), PartitionMode.MOD).outputVariable()));
        uses.put("where", List.of((graph, x) -> graph.where(x, x.mul(2), x.gt(0))));
        uses.put("matrixBandPart", List.of((graph, x) -> graph.linalg().matrixBandPart(x, 1, 1)[0]));
        uses.put("getView", List.of((graph, x) -> x.getView(SDIndex.all(), SDIndex.interval(0, 2), SDIndex.all())));
        uses.put("get(SDVariable) or put", List.of((graph, x) -> rows(x).get(ids(graph, 0, 2))));
        uses.put(
                "logSoftmax with a dimension",
                List.of(
                        (graph, x) -> graph.nn().logSoftmax(x, 2),
                        (graph, x) -> graph.nn().logSoftmax(x, 1)));
        uses.put(
                "mmul with a vector",
                List.of(
                        (graph, x) -> rows(x).mmul(number(graph, x, 0.4, 4)),
                        (graph, x) -> number(graph, x, 0.4, 4).mmul(x.sum(0).sum(0))));
        uses.put(
                "tensorMmul",
                List.of((graph, x) -> graph.tensorMmul(x, number(graph, x, 0.3, 4, 5), new int[] {2}, 0)));
        uses.put(
                "clipByNorm",
                List.of(
                        (graph, x) -> graph.math().clipByNorm(x, 0.5),
                        (graph, x) -> graph.math().clipByNorm(x, 0.5, 2)));
        uses.put("clipByAvgNorm", List.of((graph, x) -> graph.math().clipByAvgNorm(x, 0.05)));
        uses.put(
                "clipByValue with variables",
                List.of((graph, x) -> graph.clipByValue(x, number(graph, x, -0.5), number(graph, x, 0.5))));
        uses.put(
                "replaceWhere with a variable",
                List.of((graph, x) -> graph.replaceWhere(x, graph.math().square(x), Conditions.greaterThan(0.1))));
        uses.put("topK", List.of((graph, x) -> graph.nn().topK(x, 2, true)[0]));
        uses.put(
                "mod or floorMod",
                List.of(
                        (graph, x) -> graph.math().mod(x.add(2), x.add(1)),
                        (graph, x) -> graph.math().floorMod(x.add(2), x.add(1))));
        uses.put("logSumExp with dimensions", List.of((graph, x) -> graph.math().logSumExp(x, 2)));
        uses.put(
                "scatterUpdate",
                List.of((graph, x) -> graph.scatterUpdate(rows(x), ids(graph, 1), number(graph, x, 1, 1, 4))));
        uses.put(
                "cumsum along another dimension than 0, or reversed",
                List.of(
                        (graph, x) -> graph.cumsum(x, false, false, 1),
                        (graph, x) -> graph.cumsum(x, true, false, 2),
                        (graph, x) -> graph.cumsum(x, false, true, 0)));
        uses.put(
                "cumprod",
                List.of(
                        (graph, x) -> graph.cumprod(x, false, false, 0),
                        (graph, x) -> graph.cumprod(x, false, false, 2)));
        uses.put("variance with biasCorrected false", List.of((graph, x) -> graph.variance(x, false, 2)));
        uses.put("splitV", List.of((graph, x) -> graph.splitV(x, ids(graph, 1, 3), 2, 2)[1]));
        uses.put(
                "pad with another mode than CONSTANT",
                List.of((graph, x) -> graph.nn()
                        .pad(
                                x,
                                graph.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {1, 0}, {0, 0}})),
                                PadMode.REFLECT,
                                0)));
        uses.put(
                "cross",
                List.of((graph, x) -> graph.math()
                        .cross(
                                x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0, 3)),
                                x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(1, 4)))));
        uses.put(
                "logEntropy",
                List.of((graph, x) -> graph.math().logEntropy(graph.math().square(x), 2)));
        uses.put(
                "batchNorm",
                List.of((graph, x) -> graph.nn()
                        .batchNorm(
                                rows(x),
                                number(graph, x, 0.1, 4),
                                number(graph, x, 1.1, 4),
                                number(graph, x, 1, 4),
                                number(graph, x, 0, 4),
                                1e-3,
                                1)));
        uses.put(
                "normalizeMoments",
                List.of((graph, x) -> graph.math()
                        .normalizeMoments(
                                number(graph, x, 4),
                                x.sum(2),
                                graph.math().square(x).sum(2),
                                0)[1]));
        uses.put(
                "localResponseNormalization",
                List.of((graph, x) -> graph.cnn()
                        .localResponseNormalization(
                                x.reshape(-1, 3, 2, 2),
                                LocalResponseNormalizationConfig.builder()
                                        .alpha(0.1)
                                        .beta(0.75)
                                        .bias(1)
                                        .depth(2)
                                        .build())));
        uses.put(
                "gru or gruCell",
                List.of(
                        (graph, x) -> graph.rnn()
                                .gru(
                                        x.permute(1, 0, 2),
                                        x.sum(1),
                                        number(graph, x, 0.3, 4, 12),
                                        number(graph, x, 0.3, 4, 12),
                                        number(graph, x, 0.1, 12)),
                        (graph, x) -> graph.rnn()
                                .gruCell(
                                        x.sum(1),
                                        x.sum(1),
                                        GRUWeights.builder()
                                                .ruWeight(number(graph, x, 0.3, 8, 8))
                                                .cWeight(number(graph, x, 0.3, 8, 4))
                                                .ruBias(number(graph, x, 0.3, 8))
                                                .cBias(number(graph, x, 0.3, 4))
                                                .build())[3]));
        uses.put(
                "matrixInverse, matrixDeterminant, logdet, cholesky, solve, triangularSolve, lu, qr, svd or lstsq",
                List.of(
                        (graph, x) -> graph.math().matrixInverse(positive(graph, x)),
                        (graph, x) -> graph.math().matrixDeterminant(positive(graph, x)),
                        (graph, x) -> graph.linalg().logdet(positive(graph, x)),
                        (graph, x) -> graph.linalg().cholesky(positive(graph, x)),
                        (graph, x) -> graph.linalg().solve(positive(graph, x), positive(graph, x)),
                        (graph, x) ->
                                graph.linalg().triangularSolve(positive(graph, x), positive(graph, x), true, false),
                        (graph, x) -> graph.linalg().lu(positive(graph, x)),
                        (graph, x) -> graph.linalg().qr(positive(graph, x), false)[0],
                        (graph, x) -> graph.linalg().svd(positive(graph, x), false, true),
                        (graph, x) -> graph.linalg().lstsq(positive(graph, x), positive(graph, x), 0)));
        uses.put(
                "hardTanhDerivative, leakyReluDerivative, sigmoidDerivative, softmaxDerivative or softsignDerivative",
                List.of(
                        (graph, x) -> graph.nn().hardTanhDerivative(x.mul(2)).mul(x),
                        (graph, x) -> graph.nn().leakyReluDerivative(x, 0.1).mul(x),
                        (graph, x) -> graph.nn().sigmoidDerivative(x, x),
                        (graph, x) -> graph.nn().softmaxDerivative(x, x, 2),
                        (graph, x) -> graph.nn().softsignDerivative(x)));
        uses.put("dropout", List.of((graph, x) -> graph.nn().dropout(x, 0.5)));
        uses.put("dropoutInverted", List.of((graph, x) -> graph.nn().dropoutInverted(x, 0.5)));
        uses.put(
                "sd.loss",
                List.of(
                        (graph, x) -> graph.loss().absoluteDifference("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss().cosineDistance("loss", ones(graph, x), rows(x), null, 1),
                        (graph, x) -> graph.loss().hingeLoss("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss().huberLoss("loss", ones(graph, x), rows(x), null, 1.0),
                        (graph, x) -> graph.loss().l2Loss("loss", x),
                        (graph, x) -> graph.loss()
                                .logLoss(
                                        "loss",
                                        ones(graph, x),
                                        graph.nn().sigmoid(rows(x)),
                                        null,
                                        LossReduce.SUM,
                                        1e-7),
                        (graph, x) -> graph.loss().logPoisson("loss", ones(graph, x), rows(x), null, false),
                        (graph, x) -> graph.loss()
                                .meanPairwiseSquaredError(
                                        "loss", ones(graph, x), rows(x), number(graph, x, 1), LossReduce.SUM),
                        (graph, x) -> graph.loss().meanSquaredError("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss().sigmoidCrossEntropy("loss", ones(graph, x), rows(x), null),
                        (graph, x) -> graph.loss()
                                .softmaxCrossEntropy("loss", ones(graph, x), rows(x), null, LossReduce.SUM, 0),
                        (graph, x) -> graph.loss()
                                .sparseSoftmaxCrossEntropy(
                                        "loss",
                                        rows(x),
                                        ones(graph, x)
                                                .sum(1)
                                                .castTo(DataType.INT32)
                                                .sub(2))));
        return uses;
    }

    private static SDVariable rows(SDVariable x) {
        return x.reshape(-1, SHAPE[2]);
    }

    /** Labels of all rows. */
    private static SDVariable ones(SameDiff graph, SDVariable x) {
        return graph.onesLike(rows(x));
    }

    /** A matrix that has an inverse, and is symmetric and positive. */
    private static SDVariable positive(SameDiff graph, SDVariable x) {
        SDVariable product = graph.mmul(rows(x), rows(x), true, false, false);
        return product.add(graph.constant(Nd4j.eye(4).castTo(x.dataType())));
    }

    private static SDVariable number(SameDiff graph, SDVariable x, double value, long... shape) {
        return graph.constant(Nd4j.valueArrayOf(shape, value, x.dataType()));
    }

    private static SDVariable ids(SameDiff graph, int... ids) {
        return graph.constant(Nd4j.createFromArray(ids));
    }

    @Test
    void each_has_a_use_here() {
        assertThat(uses().keySet())
                .containsExactlyElementsOf(RefusedOperations.all().stream()
                        .map(RefusedOperations.Refused::call)
                        .toList());
    }

    @Test
    void the_list_in_the_documentation_of_models_is_the_list_in_the_code() throws IOException {
        String source = Files.readString(MODEL);
        String list = source.substring(source.indexOf("<ul>"), source.indexOf("</ul>"))
                .replaceAll("\\R \\* +", " ")
                .replaceAll("\\{@code ([^}]*)}", "$1");
        List<String> documented = new ArrayList<>();
        Matcher item = Pattern.compile("<li>(.*?) (?=<li>|$)").matcher(list + " ");
        while (item.find()) {
            documented.add(item.group(1).strip());
        }
        assertThat(documented)
                .containsExactlyElementsOf(RefusedOperations.all().stream()
                        .map(refused -> refused.call() + ": " + refused.instead())
                        .toList());
    }

    static Stream<Arguments> wrongOnes() {
        return RefusedOperations.all().stream()
                .filter(refused -> refused.wrong() != RefusedOperations.Wrong.MEMORY) // Ends the JVM, at times.
                .flatMap(refused -> {
                    List<Use> uses = uses().get(refused.call());
                    return uses.stream().map(use -> arguments(refused.call(), uses.indexOf(use), use));
                });
    }

    /** Whoever moves to another version of ND4J learns here what need not be refused any more. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongOnes")
    @ResourceLock(Resources.SYSTEM_OUT)
    void samediff_gets_it_wrong(String call, int number, Use use) {
        assertThatThrownBy(() -> {
                    PrintStream out = System.out;
                    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
                    double error;
                    try {
                        error = worstError(use);
                    } finally {
                        System.setOut(out);
                    }
                    assertThat(error).as("relative error of the gradient").isLessThan(1e-5);
                })
                .isInstanceOfAny(RuntimeException.class, AssertionError.class);
    }

    /** The same check passes for what is right. */
    @Test
    void samediff_gets_other_operations_right() {
        assertThat(worstError((graph, x) -> graph.math().square(x))).isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.cumsum(x, true, false, 0))).isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.variance(x, true, 2))).isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.nn().logSoftmax(x))).isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.math().logSumExp(x))).isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.nn().gelu(x))).isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.nn().layerNorm(x, number(graph, x, 0.7, 4), false, 2)))
                .isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.split(x, 2, 2)[1])).isLessThan(1e-5);
    }

    /** Of the gradient of sum(use(x) x weights) x 1.7, relative to central differences in float64. */
    private static double worstError(Use use) {
        INDArray x = Nd4j.linspace(DataType.DOUBLE, -0.9, 0.083, 24).reshape(SHAPE);
        SameDiff graph = SameDiff.create();
        SDVariable used = use.of(graph, graph.var("x", x.dup()));
        INDArray value = graph.output(Map.of(), used.name()).get(used.name());
        INDArray weights =
                Nd4j.linspace(DataType.DOUBLE, 0.2, 0.07, value.length()).reshape(value.shape());
        graph.setLossVariables(used.mul(graph.constant(weights)).sum().mul(1.7).name());
        INDArray gradient = graph.calculateGradients(Map.of(), "x").get("x").dup('c');
        double worst = 0;
        for (long i = 0; i < x.length(); i++) {
            double above = sum(use, x, i, STEP, weights);
            double below = sum(use, x, i, -STEP, weights);
            double expected = (above - below) / (2 * STEP) * 1.7;
            worst = Math.max(worst, Math.abs(gradient.getDouble(i) - expected) / Math.max(1e-2, Math.abs(expected)));
        }
        return worst;
    }

    private static double sum(Use use, INDArray x, long place, double added, INDArray weights) {
        INDArray moved = x.dup('c');
        moved.putScalar(place, moved.getDouble(place) + added);
        SameDiff graph = SameDiff.create();
        SDVariable used = use.of(graph, graph.var("x", moved));
        return graph.output(Map.of(), used.name())
                .get(used.name())
                .mul(weights)
                .sumNumber()
                .doubleValue();
    }

    static Stream<Trainer> trainers() {
        return Stream.of(new CompiledTrainer(1), new SameDiffTrainer());
    }

    static Stream<Arguments> trainersAndUses() {
        return trainers()
                .flatMap(trainer -> RefusedOperations.all().stream()
                        .filter(refused -> !refused.call().equals("batchMmul"))
                        .flatMap(refused -> uses().get(refused.call()).stream()
                                .limit(
                                        trainer instanceof SameDiffTrainer
                                                ? Long.MAX_VALUE
                                                : 1) // The other leaves it to it.
                                .map(use -> arguments(trainer.id(), refused.call(), trainer, refused, use))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("trainersAndUses")
    void is_refused_with_its_variable_and_what_to_use(
            String id, String call, Trainer trainer, RefusedOperations.Refused refused, Use use) {
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SDVariable x = embedded(scope, tokens);
            // Of all examples together, so that the compiler has to leave it to ND4J too.
            SDVariable mixed = x.mean(true, 0);
            return head(scope, x).add(use.of(scope.graph(), mixed).sum());
        });
        assertThatThrownBy(() -> trainer.open(model.spec()).close())
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("The model 'drawn' cannot ")
                .hasMessageMatching(".*: its variable '[^']+' is made by .*")
                .hasMessageContaining(" is made by " + refused.call() + " (")
                .hasMessageEndingWith("; use " + refused.instead());
    }

    /** Its constructor asks for shapes, which no variable of a model has. */
    @ParameterizedTest
    @MethodSource("trainers")
    void what_cannot_even_be_declared_is_refused_by_its_name(Trainer trainer) {
        Use batchMmul = uses().get("batchMmul").get(0);
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SDVariable x = embedded(scope, tokens);
            return head(scope, x).add(batchMmul.of(scope.graph(), x).sum());
        });
        assertThatThrownBy(() -> trainer.open(model.spec()).close())
                .isInstanceOf(ModelException.class)
                .hasMessage("The model 'drawn' cannot build its graph: batchMmul in SameDiff gives wrong values and"
                        + " overwrites memory; use mmul, which multiplies batches too");
    }

    /** Between kernels, where the compiled trainer would leave it to ND4J. */
    @ParameterizedTest
    @MethodSource("trainers")
    void is_refused_in_the_middle_of_a_model(Trainer trainer) {
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SDVariable x = embedded(scope, tokens);
            SDVariable bent = scope.graph().math().mod("bent", x, x.add(2));
            return head(scope, bent);
        });
        assertThatThrownBy(() -> trainer.open(model.spec()).close())
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "The model 'drawn' cannot be trained: its variable 'bent' is made by mod or floorMod (mod), which in"
                                + " SameDiff has a wrong gradient; use x.sub(y.mul(floor(x.div(y))))");
    }

    /** What has a wrong gradient has right values. */
    @ParameterizedTest
    @MethodSource("trainers")
    void is_not_refused_where_no_gradient_flows(Trainer trainer) {
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SameDiff graph = scope.graph();
            SDVariable angles = graph.cumsum(
                    graph.constant(Nd4j.valueArrayOf(new long[] {3, DrawnModel.WIDTH}, 0.5, DataType.FLOAT)),
                    false,
                    false,
                    1);
            SDVariable fixed =
                    graph.constant(Nd4j.linspace(DataType.FLOAT, 0, 0.1, 28).reshape(7, 4));
            SDVariable unused = graph.nn().preciseGelu(angles);
            assertThat(unused).isNotNull();
            return head(scope, graph.gather(fixed, tokens, 0).add(angles.reshape(1, 3, DrawnModel.WIDTH)));
        });
        assertThatCode(() -> {
                    try (TrainingSession session = trainer.open(model.spec())) {
                        session.step(Fixtures.batch(DrawnModel.SHAPE, 5, 3, 1));
                    }
                })
                .doesNotThrowAnyException();
    }

    /** ND4J finds out only while it computes: a slice that reaches beyond its input. */
    @ParameterizedTest
    @MethodSource("trainers")
    void a_gradient_that_fails_otherwise_is_found_out_before_the_first_step(Trainer trainer) {
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SDVariable x = embedded(scope, tokens);
            SDVariable slice = scope.graph()
                    .stridedSlice(x, new long[] {0, 2, 0}, new long[] {1, 9, 4}, new long[] {1, 1, 1}, 0, 0, 0, 0, 2);
            return head(scope, x).add(slice.sum());
        });
        assertThatThrownBy(() -> trainer.open(model.spec()).close())
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("The model 'drawn' cannot run its graph: ")
                .hasMessageContaining("strided_slice_bp");
    }
}

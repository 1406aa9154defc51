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
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

    @Test
    void each_has_a_use_here() {
        assertThat(RefusedUses.all().keySet())
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
                    List<RefusedUses.Use> uses = RefusedUses.all().get(refused.call());
                    return uses.stream().map(use -> arguments(refused.call(), uses.indexOf(use), use));
                });
    }

    /** Whoever moves to another version of ND4J learns here what need not be refused any more. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongOnes")
    @ResourceLock(Resources.SYSTEM_OUT)
    void samediff_gets_it_wrong(String call, int number, RefusedUses.Use use) {
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
        assertThat(worstError((graph, x) -> graph.nn().layerNorm(x, RefusedUses.number(graph, x, 0.7, 4), false, 2)))
                .isLessThan(1e-5);
        assertThat(worstError((graph, x) -> graph.split(x, 2, 2)[1])).isLessThan(1e-5);
    }

    /** Of the gradient of sum(use(x) x weights) x 1.7, relative to central differences in float64. */
    private static double worstError(RefusedUses.Use use) {
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

    private static double sum(RefusedUses.Use use, INDArray x, long place, double added, INDArray weights) {
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
                        .flatMap(refused -> RefusedUses.all().get(refused.call()).stream()
                                .limit(
                                        trainer instanceof SameDiffTrainer
                                                ? Long.MAX_VALUE
                                                : 1) // The other leaves it to it.
                                .map(use -> arguments(trainer.id(), refused.call(), trainer, refused, use))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("trainersAndUses")
    void is_refused_with_its_variable_and_what_to_use(
            String id, String call, Trainer trainer, RefusedOperations.Refused refused, RefusedUses.Use use) {
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
        RefusedUses.Use batchMmul = RefusedUses.all().get("batchMmul").get(0);
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
            SDVariable bent = scope.graph().cumprod("bent", x, false, false, 1);
            return head(scope, bent);
        });
        assertThatThrownBy(() -> trainer.open(model.spec()).close())
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "The model 'drawn' cannot be trained: its variable 'bent' is made by cumprod (cumprod), which in"
                                + " SameDiff has a wrong gradient; use exp of the sums of log(x), which are a product with a"
                                + " triangle of ones");
    }

    /** The compiler's own gradient is right. */
    @Test
    void is_not_refused_where_the_compiler_computes_it() {
        DrawnModel model = new DrawnModel((scope, tokens) -> {
            SDVariable x = embedded(scope, tokens);
            return head(scope, scope.graph().math().mod(x, x.add(2)));
        });
        assertThatThrownBy(() -> new SameDiffTrainer().open(model.spec()).close())
                .isInstanceOf(ModelException.class);
        try (TrainingSession session = new CompiledTrainer(1).open(model.spec())) {
            assertThat(session.step(Fixtures.batch(DrawnModel.SHAPE, 5, 3, 1), Fixtures.LEARNING_RATE)
                            .loss())
                    .isPositive();
        }
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
                        session.step(Fixtures.batch(DrawnModel.SHAPE, 5, 3, 1), Fixtures.LEARNING_RATE);
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
                .hasMessageStartingWith("The model 'drawn' cannot run its graph: its variable 'strided_slice'"
                        + " (strided_slice), in its gradient: ")
                .hasMessageContaining("strided_slice_bp");
    }
}

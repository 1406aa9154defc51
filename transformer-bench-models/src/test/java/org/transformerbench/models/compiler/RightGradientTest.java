package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.compiler.Formulas.pairs;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.DotProductAttention;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.bool.Not;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Mish;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Batch;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.Parameters;

/** Operations whose gradients SameDiff computes wrongly, or not at all: the compiler's are those of finite differences. */
class RightGradientTest {
    private static final int POSITIONS = 3;
    private static final int WIDTH = 4;
    static final SequenceShape SHAPE = new SequenceShape(5, POSITIONS, POSITIONS);
    private static final float STEP = 1e-2f;

    /** What stock SameDiff does not compute, or computes wrongly; nothing else holds their values, but their gradients. */
    private static final Set<String> WRONG_VALUES = Set.of(
            "precise-gelu",
            "mish",
            "not",
            "hidden-dimensions",
            "product-shared-by-all-examples",
            "product-shared-by-heads");

    /** What is tried, of tokens (B, 3) and a value of shape (B, 3, 4). */
    private interface Formula {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable tokens, SDVariable x);
    }

    private static void add(List<CustomModel> cases, String name, int size, Formula formula) {
        cases.add(new CustomModel(name, (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope.child("x"), tokens, WIDTH);
            int out = POSITIONS * SHAPE.vocabularySize();
            SDVariable result = formula.of(scope.graph(), scope, tokens, x).reshape(-1, size);
            SDVariable logits = result.mmul(scope.parameter("out", normal(), size, out));
            return logits.reshape(-1, POSITIONS, SHAPE.vocabularySize());
        }));
    }

    static Stream<CustomModel> formulas() {
        List<CustomModel> cases = new ArrayList<>();
        add(cases, "gather", 3 * 4, (sd, s, t, x) -> x.add(sd.gather(s.parameter("table", normal(), 5, 4), t, 0)));
        add(
                cases,
                "gather-flat",
                3 * 4,
                (sd, s, t, x) ->
                        x.reshape(-1, 4).add(sd.gather(s.parameter("table", normal(), 5, 4), t.reshape(-1), 0)));
        add(cases, "gather-constants", 2 * 4, (sd, s, t, x) -> sd.gather(x, new int[] {2, 0}, 1));
        add(
                cases,
                "one-temperature",
                3 * 4,
                (sd, s, t, x) -> x.div(s.parameter("temperature", Initializer.constant(0.7), 1)));
        add(cases, "one-scale", 3 * 4, (sd, s, t, x) -> x.mul(s.parameter("scale", Initializer.constant(0.7), 1)));
        add(cases, "variance", 3, (sd, s, t, x) -> sd.variance(x, false, 2));
        add(cases, "cumulative-sum", 3 * 4, (sd, s, t, x) -> sd.cumsum(x, false, false, 1));
        add(cases, "cumulative-sum-of-others", 3 * 4, (sd, s, t, x) -> sd.cumsum(x, true, true, 2));
        add(cases, "log-softmax-of-positions", 3 * 4, (sd, s, t, x) -> sd.nn().logSoftmax(x, 1));
        add(cases, "log-sum-exp", 3, (sd, s, t, x) -> sd.math().logSumExp(x, 2));
        add(cases, "where", 3 * 4, (sd, s, t, x) -> sd.where(x, x.mul(3), x.gt(0)));
        add(
                cases,
                "tensor-product",
                3 * 5,
                (sd, s, t, x) -> sd.tensorMmul(x, s.parameter("w", normal(), 5, 4), new int[] {2}, new int[] {1}));
        add(cases, "precise-gelu", 3 * 4, (sd, s, t, x) -> sd.nn().preciseGelu(x));
        add(cases, "kept-negative-dimension", 3 * 4, (sd, s, t, x) -> x.sub(x.mean(true, -1)));
        add(cases, "largest-of-negative-dimension", 3 * 4, (sd, s, t, x) -> x.sub(x.max(true, -1)));
        moreForms(cases);
        return cases.stream();
    }

    private static void moreForms(List<CustomModel> cases) {
        add(
                cases,
                "gather-2d-constants",
                2 * 2 * 4,
                (sd, s, t, x) -> sd.gather(x, sd.constant(Nd4j.createFromArray(new int[][] {{2, 0}, {1, 1}})), 1));
        add(cases, "gather-last", 3 * 2, (sd, s, t, x) -> sd.gather(x, new int[] {3, 0}, 2));
        add(
                cases,
                "gather-columns-by-tokens",
                2 * 3 * 4,
                (sd, s, t, x) -> sd.gather(s.parameter("table", normal(), 2, 5, 4), t, 1)
                        .permute(1, 0, 2, 3)
                        .mul(sd.expandDims(x, 1)));
        add(cases, "gather-one", 4, (sd, s, t, x) -> sd.gather(x, sd.constant(1), 1));
        add(cases, "cumulative-sum-of-both", 3 * 4, (sd, s, t, x) -> sd.cumsum(x, false, false, 1, 2));
        add(cases, "log-sum-exp-of-all", 1, (sd, s, t, x) -> sd.math().logSumExp(x, 1, 2));
        add(cases, "where-parameters-and-constants", 3 * 4, (sd, s, t, x) -> {
            SDVariable none = x.mul(0);
            SDVariable constants = none.add(constants(sd));
            SDVariable parameters = none.add(s.parameter("p", normal(), 1, 3, 4));
            return sd.where(x, parameters, constants.gt(0)).add(sd.where(constants, x, constants.lt(-0.2)));
        });
        add(
                cases,
                "tensor-product-of-a-parameter",
                2 * 3,
                (sd, s, t, x) -> sd.tensorMmul(s.parameter("w", normal(), 4, 2), x, new int[] {0}, new int[] {2})
                        .permute(1, 0, 2));
        add(
                cases,
                "products-with-a-vector",
                3 + 1,
                (sd, s, t, x) -> sd.concat(
                        1,
                        x.reshape(-1, 4).mmul(s.parameter("v", normal(), 4)).reshape(-1, 3),
                        s.parameter("u", normal(), 4)
                                .mmul(x.sum(1).permute(1, 0))
                                .reshape(-1, 1)));
        add(
                cases,
                "product-shared-by-all-examples",
                2 * 4,
                (sd, s, t, x) -> sd.mmul(s.parameter("m", normal(), 1, 2, 3), x));
        add(
                cases,
                "product-shared-by-heads",
                2 * 3 * 3,
                (sd, s, t, x) ->
                        sd.mmul(x.reshape(-1, 3, 2, 2).permute(0, 2, 1, 3), s.parameter("m", normal(), 1, 1, 2, 3)));
        add(
                cases,
                "clip-by-variables",
                3 * 4,
                (sd, s, t, x) -> sd.clipByValue(x, sd.constant(-0.25f), sd.constant(0.35f)));
        add(
                cases,
                "relu6-from-a-number",
                3 * 4,
                (sd, s, t, x) -> sd.nn().relu6(x.mul(8).add(3.2), 1.2));
        add(cases, "remainders", 3 * 4, (sd, s, t, x) -> {
            SDVariable divisor = s.parameter("divisor", Initializer.constant(0.37), 4);
            return sd.math()
                    .mod(x, divisor.add(1))
                    .add(sd.math().floorMod(x, divisor.add(2)))
                    .add(sd.math().floorDiv(x, divisor.add(3)))
                    .add(sd.math().floorMod(x, 2.0));
        });
        add(
                cases,
                "mirrored",
                6 * 4 + 3 * 7,
                (sd, s, t, x) -> sd.concat(
                        1,
                        sd.nn()
                                .pad(x, pairs(sd, 0, 0, 2, 1, 0, 0), PadMode.REFLECT, 0)
                                .reshape(-1, 24),
                        sd.nn()
                                .pad(x, pairs(sd, 0, 0, 0, 0, 1, 2), PadMode.SYMMETRIC, 0)
                                .reshape(-1, 21)));
        add(cases, "mish", 3 * 4, (sd, s, t, x) -> new Mish(sd, x.mul(3), false).outputVariable());
        add(
                cases,
                "not",
                3 * 4,
                (sd, s, t, x) ->
                        x.mul(new Not(sd, constants(sd).gt(0)).outputVariable().castTo(DataType.FLOAT)));
        add(
                cases,
                "hidden-dimensions",
                3 * 2,
                (sd, s, t, x) ->
                        sd.stridedSlice(x, new long[] {0, 1}, new long[] {0, 3}, new long[] {1, 1}, 0, 0, 1, 0, 0));
        add(
                cases,
                "new-dimension",
                3 * 4,
                (sd, s, t, x) -> sd.stridedSlice(
                        x, new long[] {0, 0, 0, 0}, new long[] {0, 0, 0, 0}, new long[] {1, 1, 1, 1}, 15, 15, 0, 2, 0));
        add(
                cases,
                "weights-of-attention",
                3 * 3,
                (sd, s, t, x) -> new DotProductAttention(
                                sd, x.permute(0, 2, 1), x.permute(0, 2, 1), x.permute(0, 2, 1), null, true, true)
                        .outputVariables()[1]);
        add(
                cases,
                "whole-numbers",
                3 * 4,
                (sd, s, t, x) ->
                        x.mul(constants(sd).mul(9).castTo(DataType.INT32).castTo(DataType.FLOAT)));
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void a_gradient_that_samediff_gets_wrong_is_that_of_finite_differences(CustomModel model) {
        TrainingSpec<CustomModel.Nothing> spec = model.spec(SHAPE, Targets.EVERY);
        Map<String, Tensor> values = new LinkedHashMap<>();
        try (Parameters declared = new Parameters(spec.seeds())) {
            ModelGraph.build(model, spec.config(), SHAPE, POSITIONS, false, declared);
            values.putAll(declared.toTensors());
        }
        Batch batch = Fixtures.batch(SHAPE, 2, POSITIONS, 5);
        CapturedModel captured = new CapturedModel(spec, POSITIONS, values);
        Map<String, float[]> gradients = captured.gradients(batch);
        assertThat(gradients.keySet()).isEqualTo(values.keySet());
        gradients.forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                double above = loss(captured, moved(values, name, i, STEP), batch);
                double below = loss(captured, moved(values, name, i, -STEP), batch);
                assertThat(gradient[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo((float) ((above - below) / (2 * STEP)), within(2e-3f));
            }
        });
    }

    private static SDVariable constants(SameDiff sd) {
        return sd.constant(Nd4j.linspace(DataType.FLOAT, -0.53, 0.1, 12).reshape(1, 3, 4));
    }

    static Stream<CustomModel> formulasWithRightValues() {
        return formulas().filter(model -> !WRONG_VALUES.contains(model.id()));
    }

    @ParameterizedTest
    @MethodSource("formulasWithRightValues")
    void the_values_are_those_of_stock_samediff(CustomModel model) {
        TrainingSpec<CustomModel.Nothing> spec = model.spec(SHAPE, Targets.EVERY);
        Batch batch = Fixtures.batch(SHAPE, 2, POSITIONS, 5);
        try (Parameters declared = new Parameters(spec.seeds());
                INDArray tokens = NativeArrays.of(batch.tokens(), 2, POSITIONS)) {
            ModelGraph graph = ModelGraph.build(model, spec.config(), SHAPE, POSITIONS, false, declared);
            String logits = graph.logits().name();
            float[] expected = Parameters.toTensor(graph.sameDiff()
                            .output(Map.of(ModelGraph.TOKENS, tokens), logits)
                            .get(logits))
                    .values();
            float[] found = new CapturedModel(spec, POSITIONS, declared.toTensors()).logits(batch.tokens(), 2);
            assertThat(found).containsExactly(expected, within(2e-5f));
        }
    }

    private static Map<String, Tensor> moved(Map<String, Tensor> values, String name, int index, float by) {
        Map<String, Tensor> moved = new LinkedHashMap<>(values);
        float[] changed = values.get(name).values().clone();
        changed[index] += by;
        moved.put(name, Tensor.of(changed, values.get(name).shape()));
        return moved;
    }

    private static double loss(CapturedModel model, Map<String, Tensor> values, Batch batch) {
        float[] logits = model.logits(batch.tokens(), batch.size(), values);
        int width = SHAPE.vocabularySize();
        double loss = 0;
        for (int row = 0; row < batch.targets().length; row++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += Math.exp(logits[row * width + i]);
            }
            loss += Math.log(sum) - logits[row * width + batch.targets()[row]];
        }
        return loss / batch.targets().length;
    }
}

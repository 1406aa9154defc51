package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Batch;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Each operation of SameDiff alone, and models of many: logits and gradients are those of stock SameDiff. */
class CaptureTest {
    private static final int POSITIONS = 6;
    private static final int WIDTH = 4;
    private static final SequenceShape SHAPE = new SequenceShape(5, POSITIONS, POSITIONS);

    /** What is tried, of two values of shape (B, 6, 4). */
    interface Formula {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable x, SDVariable y);
    }

    static void add(List<CustomModel> cases, String name, int size, Formula formula) {
        cases.add(new CustomModel(name.replace('_', '-'), (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope.child("x"), tokens, WIDTH);
            SDVariable y = CustomModel.embedding(scope.child("y"), tokens, WIDTH);
            int out = POSITIONS * SHAPE.vocabularySize();
            SDVariable result = formula.of(scope.graph(), scope, x, y).reshape(-1, size);
            SDVariable logits = result.mmul(scope.parameter("out", normal(), size, out));
            // Every parameter must be read, also by formulas of one operand.
            SDVariable rest = x.add(y).reshape(-1, POSITIONS * WIDTH);
            logits = logits.add(rest.mmul(scope.parameter("rest", normal(), POSITIONS * WIDTH, out)));
            return logits.reshape(-1, POSITIONS, SHAPE.vocabularySize());
        }));
    }

    static Stream<CustomModel> operations() {
        List<CustomModel> cases = new ArrayList<>();
        elementwise(cases);
        reductions(cases);
        movements(cases);
        return Stream.concat(cases.stream(), OperationForms.all());
    }

    private static void elementwise(List<CustomModel> cases) {
        add(cases, "add_vector", 6 * 4, (sd, s, x, y) -> x.add(s.parameter("v", normal(), 4)));
        add(cases, "subtract", 6 * 4, (sd, s, x, y) -> x.sub(y));
        add(cases, "multiply", 6 * 4, (sd, s, x, y) -> x.mul(y));
        add(cases, "divide", 6 * 4, (sd, s, x, y) -> x.div(y.mul(y).add(1)));
        add(cases, "reverse_subtract", 6 * 4, (sd, s, x, y) -> x.rsub(y));
        add(cases, "reverse_divide", 6 * 4, (sd, s, x, y) -> x.mul(x).add(1).rdiv(y));
        add(cases, "reverse_subtract_number", 6 * 4, (sd, s, x, y) -> x.rsub(2));
        add(
                cases,
                "reverse_divide_number",
                6 * 4,
                (sd, s, x, y) -> x.mul(x).add(1).rdiv(2));
        add(cases, "squared_difference", 6 * 4, (sd, s, x, y) -> x.squaredDifference(y));
        add(cases, "power_of_number", 6 * 4, (sd, s, x, y) -> x.mul(x).add(1).pow(1.7));
        add(cases, "power_square", 6 * 4, (sd, s, x, y) -> x.pow(2));
        add(cases, "power_cube", 6 * 4, (sd, s, x, y) -> x.pow(3));
        add(cases, "power_root", 6 * 4, (sd, s, x, y) -> x.mul(x).add(1).pow(-0.5));
        add(cases, "maximum", 6 * 4, (sd, s, x, y) -> sd.math().max(x, y));
        add(cases, "minimum", 6 * 4, (sd, s, x, y) -> sd.math().min(x, y));
        add(cases, "negative", 6 * 4, (sd, s, x, y) -> x.neg());
        add(cases, "absolute", 6 * 4, (sd, s, x, y) -> sd.math().abs(x));
        add(cases, "square", 6 * 4, (sd, s, x, y) -> sd.math().square(x));
        add(cases, "cube", 6 * 4, (sd, s, x, y) -> sd.math().cube(x));
        add(
                cases,
                "reciprocal",
                6 * 4,
                (sd, s, x, y) -> sd.math().reciprocal(x.mul(x).add(1)));
        add(
                cases,
                "square_root",
                6 * 4,
                (sd, s, x, y) -> sd.math().sqrt(x.mul(x).add(1)));
        add(
                cases,
                "inverse_root",
                6 * 4,
                (sd, s, x, y) -> sd.math().rsqrt(x.mul(x).add(1)));
        add(cases, "exponential", 6 * 4, (sd, s, x, y) -> sd.math().exp(x));
        add(cases, "logarithm", 6 * 4, (sd, s, x, y) -> sd.math().log(x.mul(x).add(1)));
        add(cases, "log1p", 6 * 4, (sd, s, x, y) -> sd.math().log1p(x.mul(x)));
        add(cases, "sine", 6 * 4, (sd, s, x, y) -> sd.math().sin(x));
        add(cases, "cosine", 6 * 4, (sd, s, x, y) -> sd.math().cos(x));
        add(cases, "erf", 6 * 4, (sd, s, x, y) -> sd.math().erf(x));
        add(cases, "zeros", 6 * 4, (sd, s, x, y) -> x.add(sd.zerosLike(y)));
        add(cases, "clip", 6 * 4, (sd, s, x, y) -> sd.math().clipByValue(x, -0.4, 0.5));
        add(cases, "sigmoid", 6 * 4, (sd, s, x, y) -> sd.nn().sigmoid(x));
        add(cases, "tanh", 6 * 4, (sd, s, x, y) -> sd.math().tanh(x));
        add(cases, "relu", 6 * 4, (sd, s, x, y) -> sd.nn().relu(x, 0));
        add(cases, "relu6", 6 * 4, (sd, s, x, y) -> sd.nn().relu6(x.mul(9), 0));
        add(cases, "leaky_relu", 6 * 4, (sd, s, x, y) -> sd.nn().leakyRelu(x, 0.1));
        add(cases, "prelu", 6 * 4, (sd, s, x, y) -> sd.nn().prelu(x, s.parameter("slopes", normal(), 1, 4), 1));
        add(cases, "elu", 6 * 4, (sd, s, x, y) -> sd.nn().elu(x));
        add(cases, "selu", 6 * 4, (sd, s, x, y) -> sd.nn().selu(x));
        add(cases, "gelu", 6 * 4, (sd, s, x, y) -> sd.nn().gelu(x));
        add(cases, "swish", 6 * 4, (sd, s, x, y) -> sd.nn().swish(x));
        add(cases, "softplus", 6 * 4, (sd, s, x, y) -> sd.nn().softplus(x));
        add(cases, "softsign", 6 * 4, (sd, s, x, y) -> sd.nn().softsign(x));
        add(cases, "hard_sigmoid", 6 * 4, (sd, s, x, y) -> sd.nn().hardSigmoid(x.mul(4)));
        add(cases, "hard_tanh", 6 * 4, (sd, s, x, y) -> sd.nn().hardTanh(x.mul(4)));
        add(cases, "log_sigmoid", 6 * 4, (sd, s, x, y) -> sd.nn().logSigmoid(x));
    }

    private static void reductions(List<CustomModel> cases) {
        add(cases, "comparison", 6 * 4, (sd, s, x, y) -> x.mul(x.gt(y).castTo(DataType.FLOAT)));
        add(
                cases,
                "comparison_with_number",
                6 * 4,
                (sd, s, x, y) -> x.mul(x.lte(0.1).castTo(DataType.FLOAT)));
        add(cases, "sum", 6, (sd, s, x, y) -> x.sum(2));
        add(cases, "sum_kept", 6, (sd, s, x, y) -> x.sum(true, 2));
        add(cases, "sum_of_positions", 4, (sd, s, x, y) -> x.sum(1));
        add(cases, "sum_of_both", 1, (sd, s, x, y) -> x.sum(1, 2));
        add(cases, "mean", 6, (sd, s, x, y) -> x.mean(2));
        add(cases, "mean_kept", 4, (sd, s, x, y) -> x.mean(true, 1));
        add(cases, "largest", 6, (sd, s, x, y) -> x.max(2));
        add(cases, "smallest", 4, (sd, s, x, y) -> x.min(1));
        add(cases, "product", 6, (sd, s, x, y) -> x.add(1.5).prod(2));
        add(cases, "norm1", 6, (sd, s, x, y) -> x.norm1(2));
        add(cases, "norm2", 6, (sd, s, x, y) -> x.norm2(2));
        add(cases, "squared_norm", 6, (sd, s, x, y) -> sd.squaredNorm(x, false, 2));
        add(cases, "variance", 6, (sd, s, x, y) -> sd.variance(x, true, 2));
        add(cases, "deviation", 6, (sd, s, x, y) -> sd.standardDeviation(x, true, 2));
        add(cases, "softmax", 6 * 4, (sd, s, x, y) -> sd.nn().softmax(x, 2));
        add(cases, "softmax_of_positions", 6 * 4, (sd, s, x, y) -> sd.nn().softmax(x, 1));
        add(cases, "log_softmax", 6 * 4, (sd, s, x, y) -> sd.nn().logSoftmax(x));
        add(
                cases,
                "layer_norm",
                6 * 4,
                (sd, s, x, y) ->
                        sd.nn().layerNorm(x, s.parameter("g", normal(), 4), s.parameter("h", normal(), 4), false, 2));
        add(
                cases,
                "layer_norm_without_bias",
                6 * 4,
                (sd, s, x, y) -> sd.nn().layerNorm(x, s.parameter("g", normal(), 4), false, 2));
        add(cases, "standardise", 6 * 4, (sd, s, x, y) -> sd.math().standardize(x, 2));
    }

    private static void movements(List<CustomModel> cases) {
        add(cases, "product_of_activations", 6 * 6, (sd, s, x, y) -> sd.mmul(x, y, false, true, false));
        add(cases, "product_transposed_left", 4 * 4, (sd, s, x, y) -> sd.mmul(x, y, true, false, false));
        add(
                cases,
                "product_transposed_both",
                4 * 4,
                (sd, s, x, y) -> sd.mmul(x, y.permute(0, 2, 1), true, true, false));
        add(cases, "product_transposed_result", 6 * 6, (sd, s, x, y) -> sd.mmul(x, y, false, true, true));
        add(
                cases,
                "product_with_parameter",
                6 * 5,
                (sd, s, x, y) -> x.reshape(-1, 4).mmul(s.parameter("w", normal(), 4, 5)));
        add(
                cases,
                "product_with_shared_matrix",
                5 * 4,
                (sd, s, x, y) -> sd.mmul(s.parameter("m", normal(), 1, 5, 6).add(x.sum(true, 1, 2)), x));
        add(
                cases,
                "product_of_rows_that_are_examples",
                7,
                (sd, s, x, y) -> x.reshape(-1, 24).mmul(s.parameter("w", normal(), 24, 7)));
        add(
                cases,
                "product_of_columns_that_are_examples",
                7,
                (sd, s, x, y) -> s.parameter("w", normal(), 7, 24)
                        .mmul(x.reshape(-1, 24).permute(1, 0))
                        .permute(1, 0));
        add(
                cases,
                "linear_of_parameters",
                6 * 3,
                (sd, s, x, y) ->
                        x.reshape(-1, 4).mmul(s.parameter("u", normal(), 4, 5).mmul(s.parameter("w", normal(), 5, 3))));
        add(cases, "bias_add", 6 * 4, (sd, s, x, y) -> sd.nn().biasAdd(x, s.parameter("v", normal(), 4), false));
        add(
                cases,
                "causal_convolution",
                6 * 3,
                (sd, s, x, y) -> sd.cnn()
                        .conv1d(
                                x,
                                s.parameter("w", normal(), 2, 4, 3),
                                s.parameter("v", normal(), 3),
                                convolution(PaddingMode.CAUSAL, 2, 2, 1)));
        add(
                cases,
                "same_convolution",
                3 * 3,
                (sd, s, x, y) -> sd.cnn()
                        .conv1d(x, s.parameter("w", normal(), 3, 4, 3), convolution(PaddingMode.SAME, 3, 1, 2)));
        add(
                cases,
                "attention",
                6 * 4,
                (sd, s, x, y) -> sd.nn()
                        .dotProductAttention(x.permute(0, 2, 1), y.permute(0, 2, 1), x.permute(0, 2, 1), null, true));
        add(
                cases,
                "attention_of_heads",
                6 * 3,
                (sd, s, x, y) -> sd.nn()
                        .multiHeadDotProductAttention(
                                x.permute(0, 2, 1),
                                y.permute(0, 2, 1),
                                x.permute(0, 2, 1),
                                s.parameter("q", normal(), 2, 5, 4),
                                s.parameter("k", normal(), 2, 5, 4),
                                s.parameter("v", normal(), 2, 5, 4),
                                s.parameter("o", normal(), 10, 3),
                                null,
                                true));
        add(
                cases,
                "permute_and_back",
                6 * 4,
                (sd, s, x, y) -> x.permute(1, 0, 2).mul(y.permute(1, 0, 2)).permute(1, 0, 2));
        add(
                cases,
                "rows_position_by_position",
                6 * 5,
                (sd, s, x, y) -> x.permute(1, 0, 2)
                        .reshape(-1, 4)
                        .mmul(s.parameter("w", normal(), 4, 5))
                        .reshape(6, -1, 5)
                        .permute(1, 0, 2));
        add(
                cases,
                "columns_of_all_examples",
                6 * 4,
                (sd, s, x, y) -> s.parameter("mix", normal(), 6, 6)
                        .mmul(x.permute(1, 0, 2).reshape(6, -1))
                        .mul(s.parameter("v", normal(), 6, 1))
                        .add(sd.squeeze(sd.expandDims(y.permute(1, 0, 2).reshape(6, -1), 0), 0))
                        .reshape(6, -1, 4)
                        .permute(1, 0, 2));
        add(
                cases,
                "columns_with_all_examples_of_each",
                4 * 5,
                (sd, s, x, y) -> x.permute(1, 2, 0)
                        .reshape(6, -1)
                        .permute(1, 0)
                        .mmul(s.parameter("w", normal(), 6, 5))
                        .reshape(4, -1, 5)
                        .permute(1, 0, 2));
        add(
                cases,
                "heads",
                6 * 4,
                (sd, s, x, y) -> x.reshape(-1, 6, 2, 2)
                        .permute(0, 2, 1, 3)
                        .mul(s.parameter("v", normal(), 1, 2, 1, 1))
                        .permute(0, 2, 1, 3)
                        .reshape(-1, 6, 4));
        add(
                cases,
                "expand_and_squeeze",
                6 * 4,
                (sd, s, x, y) -> sd.squeeze(sd.expandDims(x, 1).mul(s.parameter("v", normal(), 1, 1, 4)), 1));
        add(cases, "concat", 6 * 8, (sd, s, x, y) -> sd.concat(2, x, y));
        add(cases, "concat_of_positions", 12 * 4, (sd, s, x, y) -> sd.concat(1, x, y));
        add(cases, "stack", 6 * 2 * 4, (sd, s, x, y) -> sd.stack(2, x, y));
        add(cases, "unstack", 4, (sd, s, x, y) -> unstacked(sd, x));
        add(cases, "split", 6 * 2, (sd, s, x, y) -> sd.split(x, 2, 2)[0].mul(sd.split(x, 2, 2)[1]));
        add(
                cases,
                "slice",
                5 * 2,
                (sd, s, x, y) -> x.get(SDIndex.all(), SDIndex.interval(1, 6), SDIndex.interval(1, 3)));
        add(cases, "slice_of_a_point", 4, (sd, s, x, y) -> x.get(SDIndex.all(), SDIndex.point(2), SDIndex.all()));
        add(
                cases,
                "slice_with_step",
                6 * 2,
                (sd, s, x, y) -> x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0, 2, 4)));
        add(
                cases,
                "strided_slice",
                3 * 4,
                (sd, s, x, y) -> sd.stridedSlice(
                        x, new long[] {0, 0, 0}, new long[] {0, 6, 4}, new long[] {1, 2, 1}, 0, 1, 0, 0, 0));
        add(cases, "tile", 12 * 4, (sd, s, x, y) -> sd.tile(x, 1, 2, 1));
        add(cases, "reverse", 6 * 4, (sd, s, x, y) -> sd.reverse(x, 1).mul(y));
        add(
                cases,
                "pad",
                7 * 4,
                (sd, s, x, y) ->
                        sd.nn().pad(x, sd.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {1, 0}, {0, 0}})), 0));
        add(cases, "rotation", 6 * 4, (sd, s, x, y) -> rotated(sd, x));
        add(
                cases,
                "shifted_positions",
                5 * 4,
                (sd, s, x, y) -> x.get(SDIndex.all(), SDIndex.interval(1, 6), SDIndex.all())
                        .sub(x.get(SDIndex.all(), SDIndex.interval(0, 5), SDIndex.all())));
        add(
                cases,
                "weight_norm",
                6 * 5,
                (sd, s, x, y) -> x.reshape(-1, 4).mmul(normalised(s.parameter("w", normal(), 4, 5))));
    }

    private static SDVariable unstacked(SameDiff sd, SDVariable x) {
        SDVariable[] parts = sd.unstack(x, 1, POSITIONS);
        return parts[0].mul(parts[5]).add(parts[2]);
    }

    /** Halves exchanged, one of them negative, as rotary positions do it. */
    private static SDVariable rotated(SameDiff sd, SDVariable x) {
        SDVariable first = x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0, 2));
        SDVariable second = x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(2, 4));
        return sd.concat(2, second.neg(), first).mul(x);
    }

    private static Conv1DConfig convolution(PaddingMode padding, int kernel, int dilation, int stride) {
        return Conv1DConfig.builder()
                .k(kernel)
                .d(dilation)
                .s(stride)
                .dataFormat("NWC")
                .paddingMode(padding)
                .build();
    }

    private static SDVariable normalised(SDVariable weight) {
        return weight.div(weight.norm2(true, 0));
    }

    static Stream<CustomModel> models() {
        return Stream.of(
                FallbackModels.activation(),
                FallbackModels.branches(),
                FallbackModels.weightNorm(),
                FallbackModels.biasedAttention(),
                FallbackModels.beforeLogits(),
                FallbackModels.tokensTwice(),
                FallbackModels.normWithoutGain(),
                FallbackModels.sharedPart(),
                FallbackModels.partsOfProjection(),
                FallbackModels.transposedRows());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_has_the_numbers_of_samediff(CustomModel model) {
        compare(model.spec(SHAPE, Targets.EVERY), SHAPE);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_model_has_the_numbers_of_samediff(CustomModel model) {
        compare(model.spec(FallbackModels.SHAPE, Targets.EVERY), FallbackModels.SHAPE);
    }

    private static <C extends Record> void compare(TrainingSpec<C> spec, SequenceShape shape) {
        for (int examples : new int[] {1, 3}) {
            Batch batch = Fixtures.batch(shape, examples, shape.outputPositions(), 11);
            try (TrainingSession session = new SameDiffTrainer().open(spec)) {
                CapturedModel ours = new CapturedModel(spec, shape.contextLength(), session.parameters());
                float[] expected = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
                requireClose("logits", ours.logits(batch.tokens(), examples), expected, largest(expected));
                Map<String, Tensor> gradients = session.gradients(batch).byParameter();
                float largest = 0;
                for (Tensor gradient : gradients.values()) {
                    largest = Math.max(largest, largest(gradient.values()));
                }
                for (Map.Entry<String, float[]> own : ours.gradients(batch).entrySet()) {
                    requireClose(
                            own.getKey(),
                            own.getValue(),
                            gradients.get(own.getKey()).values(),
                            largest);
                }
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float each : values) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }

    /** Within 1e-4 of the largest magnitude. */
    private static void requireClose(String what, float[] actual, float[] expected, float largest) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / largest)
                    .as("%s[%d]: %s instead of %s", what, i, actual[i], expected[i])
                    .isLessThan(1e-4f);
        }
    }
}

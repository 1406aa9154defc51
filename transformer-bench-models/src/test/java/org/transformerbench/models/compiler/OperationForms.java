package org.transformerbench.models.compiler;

import static org.transformerbench.models.compiler.CaptureTest.add;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;

/**
 * Further forms of operations, several to a case: constants and parameters as operands, kept dimensions, any dimension, five
 * dimensions, the examples anywhere. All have right gradients in SameDiff. A case works on x and y, of shape (B, 6, 4).
 */
final class OperationForms {
    private OperationForms() {}

    static Stream<CustomModel> all() {
        List<CustomModel> cases = new ArrayList<>();
        elementwise(cases);
        conditions(cases);
        reductions(cases);
        movements(cases);
        fiveDimensions(cases);
        products(cases);
        return cases.stream();
    }

    private static void elementwise(List<CustomModel> cases) {
        add(cases, "arithmetic_with_constants_and_parameters", 24, (sd, s, x, y) -> {
            SDVariable c = constant(sd, 6, 4);
            SDVariable row = s.parameter("row", normal(), 4);
            SDVariable column = s.parameter("column", normal(), 1, 6, 1);
            SDVariable positive = row.mul(row).add(1);
            return x.sub(c)
                    .mul(row)
                    .add(c.sub(x))
                    .add(c.div(x.mul(x).add(1)))
                    .add(column.mul(row))
                    .sub(column.sub(y))
                    .div(positive)
                    .add(x.rsub(row))
                    .sub(2.5)
                    .div(3);
        });
        add(cases, "powers", 24, (sd, s, x, y) -> {
            SDVariable base = x.mul(x).add(0.5);
            SDVariable exponents = s.parameter("exponents", normal(), 4);
            return sd.math()
                    .pow(base, y)
                    .add(sd.math().pow(base, base.mul(0).add(exponents)))
                    .add(base.pow(0.5))
                    .add(base.pow(-1))
                    .add(x.pow(1))
                    .add(sd.math().log(base, 2));
        });
        add(cases, "extremes_with_constants_and_parameters", 24, (sd, s, x, y) -> {
            SDVariable row = s.parameter("row", normal(), 4);
            return sd.math()
                    .max(x, row)
                    .add(sd.math().min(constant(sd, 6, 4), y))
                    .add(new ScalarMax(sd, x, 0.1).outputVariable())
                    .add(new ScalarMin(sd, y, -0.1).outputVariable());
        });
        add(
                cases,
                "rounding",
                24,
                (sd, s, x, y) -> x.mul(sd.math().floor(y.mul(3.3)))
                        .add(y.mul(sd.math().ceil(x.mul(3.3))))
                        .add(x.mul(sd.math().round(y.mul(3.3))))
                        .add(x.mul(sd.math().sign(y)))
                        .add(x.mul(sd.math().step(y, 0.05))));
        add(cases, "circular_functions", 24, (sd, s, x, y) -> {
            SDVariable small = sd.math().tanh(x).mul(0.8);
            return sd.math()
                    .tan(small)
                    .add(sd.math().atan(x.mul(3)))
                    .add(sd.math().asin(small))
                    .add(sd.math().acos(small.mul(y)));
        });
        add(cases, "hyperbolic_functions", 24, (sd, s, x, y) -> {
            SDVariable small = sd.math().tanh(x).mul(0.8);
            return sd.math()
                    .sinh(x)
                    .add(sd.math().cosh(y))
                    .add(sd.math().asinh(x.mul(5)))
                    .add(sd.math().acosh(y.mul(y).add(1.5)))
                    .add(sd.math().atanh(small))
                    .add(sd.math().expm1(x))
                    .add(sd.math().erfc(y))
                    .mul(0.3);
        });
        add(cases, "rectified_tanh", 24, (sd, s, x, y) -> sd.math().rectifiedTanh(y.mul(x)));
        add(
                cases,
                "activations_beyond_a_threshold",
                24,
                (sd, s, x, y) -> sd.nn().relu(x, 0.1).add(sd.nn().prelu(x, s.parameter("slopes", normal(), 6, 1), 2)));
        add(
                cases,
                "sums_of_many",
                24,
                (sd, s, x, y) -> sd.math()
                        .mergeAdd(new SDVariable[] {x, y, x})
                        .add(sd.math().mergeAvg(new SDVariable[] {x, y.mul(x)})));
        add(cases, "largest_of_many", 24, (sd, s, x, y) -> sd.math().mergeMax(new SDVariable[] {x, y}));
        add(
                cases,
                "ones_and_unchanged",
                24,
                (sd, s, x, y) -> sd.identity(x).mul(sd.onesLike(y)).add(sd.onesLike(x)));
        add(
                cases,
                "bias_of_the_second_dimension",
                24,
                (sd, s, x, y) -> sd.nn().biasAdd(x, s.parameter("v", normal(), 6), true));
        add(
                cases,
                "standardised_over_both_dimensions",
                24,
                (sd, s, x, y) -> sd.math().standardize(x, 1, 2).add(sd.math().standardize(y, 1)));
    }

    private static void conditions(List<CustomModel> cases) {
        add(cases, "comparisons", 24, (sd, s, x, y) -> {
            SDVariable whole = sd.math().round(y.mul(3));
            return x.mul(number(x.lt(y)))
                    .add(x.mul(number(x.gte(y))))
                    .add(y.mul(number(x.lte(constant(sd, 6, 4)))))
                    .add(x.mul(number(whole.eq(sd.math().round(x.mul(3))))))
                    .add(y.mul(number(whole.neq(sd.math().round(x.mul(3))))));
        });
        add(
                cases,
                "comparisons_with_numbers",
                24,
                (sd, s, x, y) -> x.mul(number(y.gt(0.1)))
                        .add(x.mul(number(y.gte(-0.1))))
                        .add(x.mul(number(y.lt(0.2))))
                        .add(y.mul(number(sd.math().round(x.mul(3)).eq(1))))
                        .add(y.mul(number(sd.math().round(x.mul(3)).neq(0)))));
        add(
                cases,
                "logic",
                24,
                (sd, s, x, y) -> x.mul(number(sd.math().and(x.gt(0), y.gt(0))))
                        .add(y.mul(number(sd.math().or(x.gt(0), y.gt(0)))))
                        .add(y.mul(number(sd.math().xor(x.gt(0), y.gt(0))))));
    }

    private static SDVariable number(SDVariable condition) {
        return condition.castTo(DataType.FLOAT);
    }

    private static void reductions(List<CustomModel> cases) {
        add(
                cases,
                "norms_of_any_dimension",
                4 + 6 + 1,
                (sd, s, x, y) -> sd.concat(
                        1,
                        x.normmax(1).reshape(-1, 4),
                        y.norm2(true, 2).reshape(-1, 6),
                        x.norm1(1, 2).reshape(-1, 1)));
        add(
                cases,
                "reductions_kept",
                4 + 6 + 1 + 6 + 4,
                (sd, s, x, y) -> sd.concat(
                        1,
                        x.max(true, 1).reshape(-1, 4),
                        x.min(true, 2).reshape(-1, 6),
                        y.mean(true, 1, 2).reshape(-1, 1),
                        y.add(1.5).prod(true, 2).reshape(-1, 6),
                        sd.squaredNorm(x, true, 1).reshape(-1, 4)));
        add(
                cases,
                "sums_of_absolute_values",
                6 + 4,
                (sd, s, x, y) -> sd.concat(1, sd.math().asum(x, 2), sd.math().asum(y, 1)));
        add(
                cases,
                "moments",
                4 + 6,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.math().moments(x, new int[] {1}, false)[0],
                        sd.math().moments(y, new int[] {2}, true)[1].reshape(-1, 6)));
        add(
                cases,
                "deviations_of_any_dimension",
                4 + 6,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.standardDeviation(x, true, true, 1).reshape(-1, 4),
                        sd.variance(y, true, true, 2).reshape(-1, 6)));
        add(cases, "reductions_of_parameters", 24, (sd, s, x, y) -> {
            SDVariable matrix = s.parameter("m", normal(), 6, 4);
            return x.mul(matrix.sum(true, 0))
                    .add(matrix.mean(true, 1).reshape(1, 6, 1))
                    .mul(matrix.norm2());
        });
        add(
                cases,
                "layer_norm_of_the_positions",
                24,
                (sd, s, x, y) ->
                        sd.nn().layerNorm(x, s.parameter("g", normal(), 6), s.parameter("h", normal(), 6), true, 1));
    }

    private static void movements(List<CustomModel> cases) {
        add(
                cases,
                "slices_by_operands_and_by_number",
                3 * 2 + 3 * 2,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.slice(x, new int[] {0, 2, 1}, -1, 3, 2).reshape(-1, 6),
                        sd.slice(y, integers(sd, 0, 1, 0), integers(sd, -1, 3, 2))
                                .reshape(-1, 6)));
        add(
                cases,
                "slices_from_the_end",
                2 * 4 + 6,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.stridedSlice(
                                        x,
                                        new long[] {0, -2, 0},
                                        new long[] {0, 0, 0},
                                        new long[] {1, 1, 1},
                                        0,
                                        7,
                                        0,
                                        0,
                                        0)
                                .reshape(-1, 8),
                        y.get(SDIndex.all(), SDIndex.all(), SDIndex.point(-1))));
        add(
                cases,
                "dimensions_from_the_end",
                24 + 24,
                (sd, s, x, y) -> sd.concat(
                        -1,
                        sd.squeeze(sd.expandDims(x, -1).mul(s.parameter("v", normal(), 4, 1)), -1)
                                .reshape(-1, 24),
                        sd.stack(-1, x, y).sum(-1).reshape(-1, 24)));
        add(
                cases,
                "stack_before_the_examples",
                24,
                (sd, s, x, y) -> sd.stack(0, x, y)
                        .mul(s.parameter("weights", normal(), 2, 1, 1, 1))
                        .sum(0));
        add(
                cases,
                "order_by_an_operand",
                24,
                (sd, s, x, y) -> sd.permute(x, integers(sd, 1, 0, 2))
                        .mul(s.parameter("v", normal(), 6, 1, 1))
                        .permute(1, 0, 2));
        add(
                cases,
                "transposed_whole",
                24,
                (sd, s, x, y) -> sd.transpose(sd.transpose(x).mul(s.parameter("v", normal(), 4, 1, 1)))
                        .mul(y));
        add(
                cases,
                "one_hot_in_the_middle",
                6 * 5,
                (sd, s, x, y) ->
                        sd.oneHot(tokens(sd), 5, 1, 2, -1, DataType.FLOAT).mul(s.parameter("v", normal(), 5, 6)));
        add(cases, "padded_with_a_number", 8 * 5, (sd, s, x, y) -> sd.nn().pad(x, pairs(sd, 0, 0, 1, 1, 0, 1), 0.5));
        add(cases, "repeated_by_an_operand", 24 * 2, (sd, s, x, y) -> sd.tile(x, integers(sd, 1, 1, 2)));
        add(cases, "examples_and_heads_in_one_dimension", 24, (sd, s, x, y) -> {
            SDVariable queries = heads(x);
            SDVariable weights = sd.nn().softmax(sd.mmul(queries, heads(y), false, true, false), -1);
            return weights.mmul(queries)
                    .reshape(-1, 2, 6, 2)
                    .permute(0, 2, 1, 3)
                    .reshape(-1, 6, 4);
        });
        add(
                cases,
                "examples_and_positions_in_one_dimension_and_back",
                24,
                (sd, s, x, y) -> sd.nn()
                        .softmax(x.reshape(-1, 4).mmul(s.parameter("w", normal(), 4, 4)), 1)
                        .reshape(-1, 6, 4)
                        .mul(y));
    }

    /** (B 2, 6, 2). */
    private static SDVariable heads(SDVariable x) {
        return x.reshape(-1, 6, 2, 2).permute(0, 2, 1, 3).reshape(-1, 6, 2);
    }

    private static void fiveDimensions(List<CustomModel> cases) {
        add(
                cases,
                "five_dimensions_reduced",
                4 + 12,
                (sd, s, x, y) -> sd.concat(
                        1,
                        five(x).sum(1, 3).reshape(-1, 4),
                        five(y).max(true, 4).reshape(-1, 12)));
        add(
                cases,
                "five_dimensions_normalised",
                24 + 24,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.nn().softmax(five(x), 2).reshape(-1, 24),
                        sd.math().standardize(five(y), 1, 3).reshape(-1, 24)));
        add(
                cases,
                "five_dimensions_moved",
                48 + 24,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.concat(3, five(x).permute(0, 3, 1, 4, 2), five(y).permute(0, 3, 1, 4, 2))
                                .mul(s.parameter("v", normal(), 2, 3, 4, 2))
                                .reshape(-1, 48),
                        sd.reverse(five(y), 1, 4)
                                .mul(s.parameter("w", normal(), 3, 1, 2, 1))
                                .reshape(-1, 24)));
        add(
                cases,
                "five_dimensions_cut",
                3 * 2 + 2 * 2 * 2 + 12,
                (sd, s, x, y) -> sd.concat(
                        1,
                        five(x).get(
                                        SDIndex.all(),
                                        SDIndex.all(),
                                        SDIndex.point(1),
                                        SDIndex.all(),
                                        SDIndex.interval(0, 1))
                                .reshape(-1, 6),
                        five(y).get(
                                        SDIndex.all(),
                                        SDIndex.interval(0, 2, 3),
                                        SDIndex.all(),
                                        SDIndex.point(0),
                                        SDIndex.all())
                                .reshape(-1, 8),
                        sd.split(five(x), 2, 3)[1].reshape(-1, 12)));
        add(
                cases,
                "five_dimensions_multiplied",
                12 * 2,
                (sd, s, x, y) -> sd.mmul(five(x), five(y), true, false, false));
        add(
                cases,
                "examples_in_the_middle_of_five_dimensions",
                24,
                (sd, s, x, y) -> five(x).permute(1, 2, 0, 3, 4)
                        .mul(s.parameter("v", normal(), 3, 1, 1, 2, 1))
                        .sub(five(y).permute(1, 2, 0, 3, 4).mean(true, 0))
                        .permute(2, 0, 1, 3, 4)
                        .reshape(-1, 24));
    }

    /** (B, 3, 2, 2, 2). */
    private static SDVariable five(SDVariable x) {
        return x.reshape(-1, 3, 2, 2, 2);
    }

    private static void products(List<CustomModel> cases) {
        add(
                cases,
                "products_transposed",
                4 * 4 + 36 + 16,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.mmul(x, y, true, false, true).reshape(-1, 16),
                        sd.mmul(x.permute(0, 2, 1), y, true, true, false).reshape(-1, 36),
                        sd.mmul(x, y.permute(0, 2, 1), true, true, true).reshape(-1, 16)));
        add(
                cases,
                "linear_and_relu_layer",
                6 * 5 + 6 * 3,
                (sd, s, x, y) -> sd.concat(
                        1,
                        sd.nn()
                                .linear(
                                        x.reshape(-1, 4),
                                        s.parameter("w", normal(), 4, 5),
                                        s.parameter("b", normal(), 5))
                                .reshape(-1, 30),
                        sd.nn()
                                .reluLayer(
                                        y.reshape(-1, 4),
                                        s.parameter("v", normal(), 4, 3),
                                        s.parameter("c", normal(), 3))
                                .reshape(-1, 18)));
        add(
                cases,
                "convolution_of_channels_first",
                3 * 2,
                (sd, s, x, y) -> sd.cnn()
                        .conv1d(
                                x.permute(0, 2, 1),
                                s.parameter("w", normal(), 3, 4, 3),
                                s.parameter("v", normal(), 3),
                                Conv1DConfig.builder()
                                        .k(3)
                                        .s(2)
                                        .paddingMode(PaddingMode.VALID)
                                        .dataFormat("NCW")
                                        .build()));
        add(
                cases,
                "dilated_convolution_of_the_same_size",
                6 * 3,
                (sd, s, x, y) -> sd.cnn()
                        .conv1d(
                                x,
                                s.parameter("w", normal(), 2, 4, 3),
                                Conv1DConfig.builder()
                                        .k(2)
                                        .d(2)
                                        .paddingMode(PaddingMode.SAME)
                                        .dataFormat("NWC")
                                        .build()));
        add(
                cases,
                "attention_with_a_mask",
                24,
                (sd, s, x, y) -> sd.nn()
                        .dotProductAttention(
                                x.permute(0, 2, 1), y.permute(0, 2, 1), x.permute(0, 2, 1), mask(sd), true));
        add(
                cases,
                "attention_of_heads_with_a_mask",
                6 * 3,
                (sd, s, x, y) -> sd.nn()
                        .multiHeadDotProductAttention(
                                x.permute(0, 2, 1),
                                y.permute(0, 2, 1),
                                y.permute(0, 2, 1),
                                s.parameter("q", normal(), 2, 5, 4),
                                s.parameter("k", normal(), 2, 5, 4),
                                s.parameter("v", normal(), 2, 5, 4),
                                s.parameter("o", normal(), 10, 3),
                                mask(sd),
                                false));
        add(cases, "attention_of_split_heads", 24, (sd, s, x, y) -> {
            SDVariable heads = x.reshape(-1, 6, 2, 2).permute(0, 2, 3, 1);
            return sd.nn().dotProductAttention(heads, y.reshape(-1, 6, 2, 2).permute(0, 2, 3, 1), heads, null, false);
        });
    }

    /** 1 for each token but the first of the vocabulary; the first position is always seen. */
    private static SDVariable mask(SameDiff sd) {
        SDVariable first = sd.constant(Nd4j.createFromArray(1f, 0, 0, 0, 0, 0).reshape(1, 6));
        return sd.math().max(number(tokens(sd).gt(0)), number(tokens(sd).gte(0)).mul(first));
    }

    private static SDVariable tokens(SameDiff sd) {
        return sd.getVariable(ModelGraph.TOKENS);
    }

    static SDVariable integers(SameDiff sd, int... values) {
        return sd.constant(Nd4j.createFromArray(values));
    }

    /** How many places are added before and behind each dimension. */
    static SDVariable pairs(SameDiff sd, int... values) {
        return sd.constant(Nd4j.createFromArray(values).reshape(values.length / 2, 2));
    }

    private static SDVariable constant(SameDiff sd, long... shape) {
        long size = 1;
        for (long length : shape) {
            size *= length;
        }
        return sd.constant(Nd4j.linspace(DataType.FLOAT, -0.7, 0.09, size).reshape(shape));
    }
}

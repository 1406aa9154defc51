package org.transformerbench.models.compiler;

import static org.transformerbench.models.compiler.Formulas.add;
import static org.transformerbench.models.compiler.Formulas.number;
import static org.transformerbench.models.compiler.Formulas.tokens;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.models.engine.CustomModel;

/** Forms of products, convolutions and attention. */
final class ProductForms {
    private ProductForms() {}

    static Stream<CustomModel> all() {
        List<CustomModel> cases = new ArrayList<>();
        single(cases);
        products(cases);
        return cases.stream();
    }

    private static void single(List<CustomModel> cases) {
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
                "weight_norm",
                6 * 5,
                (sd, s, x, y) -> x.reshape(-1, 4).mmul(normalised(s.parameter("w", normal(), 4, 5))));
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

    /** 1 for each token but the first of the vocabulary; the first position is always seen. */
    private static SDVariable mask(SameDiff sd) {
        SDVariable first = sd.constant(Nd4j.createFromArray(1f, 0, 0, 0, 0, 0).reshape(1, 6));
        return sd.math().max(number(tokens(sd).gt(0)), number(tokens(sd).gte(0)).mul(first));
    }
}

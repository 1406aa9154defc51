package org.transformerbench.models.compiler;

import static org.transformerbench.models.compiler.Formulas.add;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.models.engine.CustomModel;

/** Forms of reductions, and of what normalises by them. */
final class ReductionForms {
    private ReductionForms() {}

    static Stream<CustomModel> all() {
        List<CustomModel> cases = new ArrayList<>();
        single(cases);
        reductions(cases);
        return cases.stream();
    }

    private static void single(List<CustomModel> cases) {
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
}

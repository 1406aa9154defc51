package org.transformerbench.models.compiler;

import static org.transformerbench.models.compiler.Formulas.add;
import static org.transformerbench.models.compiler.Formulas.constant;
import static org.transformerbench.models.compiler.Formulas.number;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.transformerbench.models.engine.CustomModel;

/** Forms of element-wise operations: arithmetic, functions, activations and conditions. */
final class ElementwiseForms {
    private ElementwiseForms() {}

    static Stream<CustomModel> all() {
        List<CustomModel> cases = new ArrayList<>();
        functions(cases);
        elementwise(cases);
        conditions(cases);
        return cases.stream();
    }

    private static void functions(List<CustomModel> cases) {
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
        add(cases, "comparison", 6 * 4, (sd, s, x, y) -> x.mul(x.gt(y).castTo(DataType.FLOAT)));
        add(
                cases,
                "comparison_with_number",
                6 * 4,
                (sd, s, x, y) -> x.mul(x.lte(0.1).castTo(DataType.FLOAT)));
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
}

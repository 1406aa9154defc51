package org.transformerbench.models.compiler;

import static org.transformerbench.models.compiler.Formulas.add;
import static org.transformerbench.models.compiler.Formulas.integers;
import static org.transformerbench.models.compiler.Formulas.pairs;
import static org.transformerbench.models.compiler.Formulas.tokens;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.models.engine.CustomModel;

/** Forms of operations that move elements or take some of them, with the examples anywhere, in up to five dimensions. */
final class MovementForms {
    private MovementForms() {}

    static Stream<CustomModel> all() {
        List<CustomModel> cases = new ArrayList<>();
        single(cases);
        movements(cases);
        fiveDimensions(cases);
        return cases.stream();
    }

    private static void single(List<CustomModel> cases) {
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

    private static SDVariable unstacked(SameDiff sd, SDVariable x) {
        SDVariable[] parts = sd.unstack(x, 1, Formulas.POSITIONS);
        return parts[0].mul(parts[5]).add(parts[2]);
    }

    /** Halves exchanged, one of them negative, as rotary positions do it. */
    private static SDVariable rotated(SameDiff sd, SDVariable x) {
        SDVariable first = x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0, 2));
        SDVariable second = x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(2, 4));
        return sd.concat(2, second.neg(), first).mul(x);
    }

    /** (B 2, 6, 2). */
    private static SDVariable heads(SDVariable x) {
        return x.reshape(-1, 6, 2, 2).permute(0, 2, 1, 3).reshape(-1, 6, 2);
    }

    /** (B, 3, 2, 2, 2). */
    private static SDVariable five(SDVariable x) {
        return x.reshape(-1, 3, 2, 2, 2);
    }
}

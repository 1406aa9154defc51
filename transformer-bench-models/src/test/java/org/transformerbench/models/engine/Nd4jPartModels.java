package org.transformerbench.models.engine;

import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.block;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.gelu;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.norm;
import static org.transformerbench.models.engine.CustomModel.normal;
import static org.transformerbench.models.engine.FallbackModels.WIDTH;

import java.util.List;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.api.GraphScope;

/** Models with operations that the compiler does not know, or that let examples influence each other. */
public final class Nd4jPartModels {
    private Nd4jPartModels() {}

    /** All of them. */
    public static List<CustomModel> all() {
        return List.of(
                activation(),
                branches(),
                FallbackModels.batchMean(),
                batchNorm(),
                ownParameter(),
                dropoutInside(),
                ofParametersAlone(),
                FallbackModels.shuffledRows(),
                beforeLogits(),
                diamond(),
                positionsFirst(),
                rowsOfPositions(),
                neighboursInTheBatch(),
                neighbouringParts());
    }

    /** What the compiler does not know. */
    public static SDVariable unknown(SDVariable x) {
        return x.getSameDiff().math().rationalTanh(x);
    }

    private static CustomModel model(String id, BiFunction<GraphScope, SDVariable, SDVariable> hidden) {
        return new CustomModel(
                id, (scope, tokens) -> head(scope, hidden.apply(scope, embedding(scope, tokens, WIDTH)), WIDTH));
    }

    /** In the first of two blocks with dropout. */
    public static CustomModel activation() {
        return model("unknown-activation", (scope, x) -> {
            SDVariable y = block(
                    scope.child("0"), x, WIDTH, 2, 0.2, attention(WIDTH, 2, 0.2), (mlp, hidden) -> unknown(hidden));
            return block(scope.child("1"), y, WIDTH, 2, 0.2, attention(WIDTH, 2, 0.2), gelu());
        });
    }

    /** Two, one after the other, each in a residual branch. */
    public static CustomModel branches() {
        return model("unknown-branches", (scope, x) -> {
            SDVariable y = x.add(unknown(linear(scope.child("wave"), x, WIDTH, WIDTH)));
            return block(
                    scope.child("0"),
                    y,
                    WIDTH,
                    3,
                    0.1,
                    attention(WIDTH, 3, 0),
                    (mlp, hidden) ->
                            hidden.sub(hidden.mean(true, 0).rename("average")).rename("centred"));
        });
    }

    private static CustomModel batchNorm() {
        return model("batch-norm", (scope, x) -> {
            SDVariable y = linear(scope.child("in"), x, WIDTH, WIDTH);
            SDVariable centred = y.sub(y.mean(true, 0));
            SDVariable spread =
                    scope.graph().math().sqrt(centred.mul(centred).mean(true, 0).add(1e-2));
            SDVariable gain = scope.parameter("gain", normal(), WIDTH);
            return scope.graph().nn().relu(centred.div(spread).mul(gain), 0).add(x);
        });
    }

    /** Read within the part alone. */
    private static CustomModel ownParameter() {
        return model(
                "own-parameter", (scope, x) -> x.sub(x.mean(true, 0).mul(scope.parameter("share", normal(), WIDTH))));
    }

    public static CustomModel dropoutInside() {
        return model("dropout-inside", (scope, x) -> {
            SDVariable dropped = scope.dropout(x.mean(true, 0), 0.3, scope.positions(), WIDTH);
            return scope.dropout(x.sub(dropped), 0.2, scope.positions(), WIDTH);
        });
    }

    /** Two of them, and one that is computed of the other. */
    private static CustomModel ofParametersAlone() {
        return model("of-parameters-alone", (scope, x) -> {
            SDVariable scale = unknown(scope.parameter("scale", normal(), WIDTH));
            SDVariable twice = unknown(scale.mul(scope.parameter("factor", normal(), WIDTH)));
            return unknown(x.mul(scale)).mul(twice).add(scale);
        });
    }

    private static CustomModel beforeLogits() {
        return new CustomModel(
                "unknown-logits", (scope, tokens) -> unknown(head(scope, embedding(scope, tokens, WIDTH), WIDTH)));
    }

    /** One result that is read by another part, by the compiler, and in a later segment. */
    private static CustomModel diamond() {
        return model("diamond", (scope, x) -> {
            SDVariable y = unknown(x);
            SDVariable left = linear(scope.child("left"), y, WIDTH, WIDTH);
            SDVariable right = unknown(y.mul(2));
            SDVariable both = unknown(left.mul(right));
            return both.add(y).add(x).add(left);
        });
    }

    private static CustomModel positionsFirst() {
        return model(
                "positions-first", (scope, x) -> unknown(x.permute(1, 0, 2)).permute(1, 0, 2));
    }

    private static CustomModel rowsOfPositions() {
        return model("rows-of-positions", (scope, x) -> {
            SDVariable rows = unknown(x.permute(1, 0, 2).reshape(-1, WIDTH));
            SDVariable back = rows.reshape(scope.positions(), -1, WIDTH).permute(1, 0, 2);
            return unknown(back.reshape(-1, WIDTH)).reshape(-1, scope.positions(), WIDTH);
        });
    }

    /** Attention of the examples to one another. */
    private static CustomModel neighboursInTheBatch() {
        return model("neighbours-in-the-batch", (scope, x) -> {
            SameDiff sd = scope.graph();
            SDVariable summary = norm(scope, x, WIDTH).mean(1);
            SDVariable weights = sd.nn().softmax(sd.mmul(summary, summary, false, true, false), 1);
            SDVariable mixed = weights.mmul(summary).reshape(-1, 1, WIDTH);
            return block(scope.child("0"), x.add(mixed), WIDTH, 2, 0.1, attention(WIDTH, 2, 0.1), gelu());
        });
    }

    /** A GRU, unrolled, of whose functions none is known: a part for each position, each after the one before. */
    public static CustomModel unrolledGru() {
        return model("unknown-gru", (scope, x) -> {
            SameDiff sd = scope.graph();
            SDVariable update = scope.parameter("update", normal(), 2 * WIDTH, WIDTH);
            SDVariable reset = scope.parameter("reset", normal(), 2 * WIDTH, WIDTH);
            SDVariable candidate = scope.parameter("candidate", normal(), 2 * WIDTH, WIDTH);
            SDVariable[] states = new SDVariable[scope.positions()];
            for (int i = 0; i < states.length; i++) {
                SDVariable input = x.get(SDIndex.all(), SDIndex.point(i), SDIndex.all());
                SDVariable before = i == 0 ? input.mul(0) : states[i - 1];
                SDVariable both = sd.concat(1, input, before);
                SDVariable saved = unknown(both.mmul(reset)).mul(before);
                SDVariable next = unknown(sd.concat(1, input, saved).mmul(candidate));
                states[i] = before.add(unknown(both.mmul(update)).mul(next.sub(before)));
            }
            return sd.stack(1, states);
        });
    }

    /** Parts that read parts, with nothing for micro-batches between them, and halves of a projection. */
    private static CustomModel neighbouringParts() {
        return model("neighbouring-parts", (scope, x) -> {
            SDVariable y = linear(scope, x, WIDTH, 2 * WIDTH);
            SDVariable[] halves = scope.graph().split(unknown(y), 2, 2);
            SDVariable left = unknown(halves[0]);
            return left.mul(unknown(halves[1])).add(left).sub(x.mean(true, 0));
        });
    }
}

package org.transformerbench.models.compiler.rules;

import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Select;
import org.transformerbench.models.compiler.rewrite.Pattern;

/**
 * Scores of causal attention, scale q k^T + bias, with something in place of what a position must not see.
 *
 * @param queries (..., T, K)
 * @param keys (..., T, K)
 * @param scale multiplies the product
 * @param bias the same for all examples; empty for none
 */
record Scores(Node queries, Node keys, float scale, Optional<Node> bias) {
    /** What is this far below the other scores has no weight in float32. */
    private static final float HIDDEN = -1000;

    private static final Pattern PRODUCT = Pattern.op(Matmul.class, Pattern.any("queries"), Pattern.any("transposed"));
    private static final Pattern SCALED =
            Pattern.either(Pattern.op(Multiply.class, PRODUCT, Pattern.number("scale")), PRODUCT);
    private static final Pattern BIASED = Pattern.either(
            SCALED,
            Pattern.op(
                    Add.class, SCALED, Pattern.any("bias", node -> !node.shape().batched())));

    private static final Pattern ADDED = Pattern.op(
            Add.class,
            Pattern.either(Pattern.op(Multiply.class, BIASED, Pattern.any("kept", Scores::keepsSeen)), BIASED),
            Pattern.any("added", node -> isTriangle(node, 0, HIDDEN)));
    private static final Pattern CHOSEN = Pattern.op(
            Select.class, Pattern.any("seen", Scores::keepsSeen), BIASED, Pattern.any("hidden", Scores::hides));
    private static final Pattern HIDING = Pattern.op(Add.class, SCALED, Pattern.any("bias", Scores::hidesLater));
    private static final Pattern FORM = Pattern.either(ADDED, CHOSEN, HIDING);

    /** Takes scores apart; empty if they are not of this kind. */
    static Optional<Scores> of(Node scores, Expressions make) {
        int rank = scores.shape().rank();
        if (rank < 2 || scores.shape().dim(rank - 1) != scores.shape().dim(rank - 2)) {
            return Optional.empty();
        }
        return FORM.match(scores)
                .map(match -> new Scores(
                        match.node("queries"),
                        make.transpose(match.node("transposed")),
                        match.nodes().containsKey("scale") ? match.number("scale") : 1,
                        Optional.ofNullable(match.nodes().get("bias"))));
    }

    /** Whether a constant is 1 where a position sees another one, and 0 elsewhere. */
    private static boolean keepsSeen(Node node) {
        return node.op() instanceof Constant constant
                && square(node) > 0
                && everyPair(constant, square(node), (value, seen) -> value == (seen ? 1 : 0));
    }

    private static boolean isTriangle(Node node, float seen, float hiddenAtMost) {
        return node.op() instanceof Constant constant
                && square(node) > 0
                && everyPair(constant, square(node), (value, sees) -> sees ? value == seen : value <= hiddenAtMost);
    }

    /** Whether a bias for each pair of positions is a mask as well: what comes later is far below the best that a position sees. */
    private static boolean hidesLater(Node node) {
        int rank = node.shape().rank();
        if (!(node.op() instanceof Constant constant)
                || rank < 2
                || node.shape().dim(rank - 1) != node.shape().dim(rank - 2)) {
            return false;
        }
        int size = node.shape().dim(rank - 1);
        for (int row = 0; row < constant.values().length; row += size) {
            int query = row / size % size;
            float best = Float.NEGATIVE_INFINITY;
            for (int key = 0; key <= query; key++) {
                best = Math.max(best, constant.values()[row + key]);
            }
            for (int key = query + 1; key < size; key++) {
                if (!(constant.values()[row + key] <= best + HIDDEN)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean hides(Node node) {
        if (!(node.op() instanceof Constant constant)) {
            return false;
        }
        for (float value : constant.values()) {
            if (!(value <= HIDDEN)) {
                return false;
            }
        }
        return true;
    }

    /** T of a constant (..., T, T) with one element before; 0 for others. */
    private static int square(Node node) {
        int rank = node.shape().rank();
        if (rank < 2) {
            return 0;
        }
        int size = node.shape().dim(rank - 1);
        return node.shape().size() == size * size && node.shape().dim(rank - 2) == size ? size : 0;
    }

    private interface Test {
        boolean holds(float value, boolean seen);
    }

    private static boolean everyPair(Constant constant, int size, Test test) {
        for (int query = 0; query < size; query++) {
            for (int key = 0; key < size; key++) {
                if (!test.holds(constant.values()[query * size + key], key <= query)) {
                    return false;
                }
            }
        }
        return true;
    }
}

package org.transformerbench.models.compiler.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Select;
import org.transformerbench.models.compiler.rewrite.Match;
import org.transformerbench.models.compiler.rewrite.Pattern;

/**
 * The scores of causal attention, scale q k^T + bias, with masked positions.
 *
 * @param queries (..., T, K)
 * @param keys (..., T, K)
 * @param scale multiplies the product
 * @param bias (..., T, T), the same for all examples; empty for none
 */
record AttentionScores(Node queries, Node keys, float scale, Optional<Node> bias) {
    /** Distance below the other scores from which a score has no weight in float32. */
    private static final float HIDDEN = -1000;

    private static final Pattern PRODUCT = Pattern.op(Matmul.class, Pattern.any("queries"), Pattern.any("transposed"));
    private static final Pattern SCALED =
            Pattern.either(Pattern.op(Multiply.class, PRODUCT, Pattern.number("scale")), PRODUCT);

    private static final Pattern REST = Pattern.any("rest", node -> node.shape().batched());
    private static final Pattern ADDED = Pattern.op(
            Add.class, REST, Pattern.any("added", node -> !node.shape().batched()));
    private static final Pattern KEPT =
            Pattern.op(Multiply.class, REST, Pattern.any("kept", AttentionScores::keepsSeen));
    private static final Pattern CHOSEN = Pattern.op(
            Select.class,
            Pattern.any("seen", AttentionScores::keepsSeen),
            REST,
            Pattern.any("hidden", AttentionScores::isHidden));

    /** Parses scores from the outside in; empty if they do not match. */
    static Optional<AttentionScores> of(Node scores, Expressions make) {
        if (!isSquare(scores)) {
            return Optional.empty();
        }
        Masking masking = new Masking(make, scores.shape().dim(scores.shape().rank() - 1));
        Node product = masking.take(scores);
        return masking.hides
                ? SCALED.match(product)
                        .map(match -> new AttentionScores(
                                match.node("queries"),
                                make.transpose(match.node("transposed")),
                                match.nodes().containsKey("scale") ? match.number("scale") : 1,
                                masking.bias()))
                : Optional.empty();
    }

    /** A bias or mask on the scaled product. */
    private static final class Masking {
        private final Expressions make;
        private final int positions;
        private final List<Node> biases = new ArrayList<>();
        private boolean hides;

        Masking(Expressions make, int positions) {
            this.make = make;
            this.positions = positions;
        }

        /** Removes biases and masks, and returns what is left. */
        Node take(Node scores) {
            Node rest = scores;
            for (Optional<Match> match = next(rest); match.isPresent(); match = next(rest)) {
                rest = match.get().node("rest");
            }
            return rest;
        }

        private Optional<Match> next(Node scores) {
            Optional<Match> added = ADDED.match(scores);
            added.ifPresent(match -> add(match.node("added")));
            if (added.isPresent()) {
                return added;
            }
            Optional<Match> chosen = CHOSEN.match(scores);
            hides |= chosen.isPresent();
            // Zeros in place of hidden scores change nothing if these are hidden later on.
            return chosen.isPresent() || !hides ? chosen : KEPT.match(scores);
        }

        private void add(Node bias) {
            if (hides(bias)) {
                hides = true;
                visible(bias).ifPresent(biases::add);
            } else {
                biases.add(bias);
            }
        }

        /** Returns what a mask adds to the visible scores; empty for nothing. */
        private Optional<Node> visible(Node mask) {
            float[] values = ((Constant) mask.op()).values().clone();
            boolean isZero = true;
            for (int i = 0; i < values.length; i++) {
                values[i] = sees(i, positions) ? values[i] : 0;
                isZero &= values[i] == 0;
            }
            return isZero
                    ? Optional.empty()
                    : Optional.of(make.constant(values, mask.shape().dims()));
        }

        Optional<Node> bias() {
            return biases.stream().reduce(make::add).map(this::square);
        }

        /** Adds leading dimensions until a bias has a row and a column for each position. */
        private Node square(Node bias) {
            List<Integer> dims = new ArrayList<>(bias.shape().dims());
            while (dims.size() < 2) {
                dims.add(0, 1);
            }
            Node whole = make.reshape(bias, List.copyOf(dims));
            dims.set(dims.size() - 2, positions);
            dims.set(dims.size() - 1, positions);
            return make.broadcast(whole, dims);
        }
    }

    /** Returns whether a constant is 1 where a position attends to another one, and 0 elsewhere. */
    private static boolean keepsSeen(Node node) {
        return everyPair(node, (value, seen) -> value == (seen ? 1 : 0));
    }

    /** Returns whether adding a constant hides all masked scores: it is far below the largest visible one. */
    private static boolean hides(Node node) {
        if (!(node.op() instanceof Constant constant) || !isSquare(node)) {
            return false;
        }
        int positions = node.shape().dim(node.shape().rank() - 1);
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < constant.values().length; i++) {
            float value = constant.values()[i];
            best = i % positions == 0 ? value : sees(i, positions) ? Math.max(best, value) : best;
            if (!sees(i, positions) && !(value <= best + HIDDEN)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a value has a row and a column for each position. */
    private static boolean isSquare(Node node) {
        int rank = node.shape().rank();
        return rank >= 2 && node.shape().dim(rank - 1) == node.shape().dim(rank - 2);
    }

    private static boolean isHidden(Node node) {
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

    private interface Test {
        boolean holds(float value, boolean seen);
    }

    /** Returns whether a constant (..., T, T) meets a condition for each query (row) and each key (column). */
    private static boolean everyPair(Node node, Test test) {
        if (!(node.op() instanceof Constant constant) || !isSquare(node)) {
            return false;
        }
        int positions = node.shape().dim(node.shape().rank() - 1);
        for (int i = 0; i < constant.values().length; i++) {
            if (!test.holds(constant.values()[i], sees(i, positions))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the query of an element of a row-major (..., T, T) comes after its key, or is the same. */
    private static boolean sees(int element, int positions) {
        return element % positions <= element / positions % positions;
    }
}

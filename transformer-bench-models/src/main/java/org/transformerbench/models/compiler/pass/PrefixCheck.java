package org.transformerbench.models.compiler.pass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.runtime.Interpreter;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A numerical check of {@link OnePosition} that compares its graphs for two text lengths. A model may do another thing for each
 * number of positions, such as to count them from the end; then nothing can be kept when a text grows. The operations on examples
 * must be the same; what all examples share, such as a table with a row for each position, must begin alike, for any parameters.
 */
public final class PrefixCheck {
    /** Tolerance for numbers around 1: sums of another length may be added up in another order. */
    private static final float TOLERANCE = 1e-6f;

    /** Tolerance for logits, relative to the largest: sums of many terms. */
    private static final double ROUNDING = 1e-5;

    /** Range of parameters that leaves activations where they have a slope. */
    private static final double PARAMETER_RANGE = 0.5;

    private static final int EXAMPLES = 3;

    private final Map<Node, Node> pairs = new HashMap<>();

    private PrefixCheck() {}

    /**
     * Returns whether the graphs compute the same values.
     *
     * @param shorter logits of one position of a shorter text
     * @param longer of a longer one
     * @return whether they are the same for each position of the shorter text
     */
    public static boolean holds(Node shorter, Node longer) {
        return new PrefixCheck().examples(batched(shorter), batched(longer));
    }

    /**
     * Returns whether the logits of a shorter text are the first ones of a longer text, whatever comes after it: for random tokens and
     * parameters. It is for graphs whose positions meet otherwise than in causal attention, as in a recurrent network.
     *
     * @param shorter logits of a shorter text, shape (n, V) for each example
     * @param longer logits of a longer one, shape (T, V) for each example
     * @return false also if something cannot be computed without ND4J
     */
    public static boolean beginsAlike(Node shorter, Node longer) {
        if (!isComputable(shorter) || !isComputable(longer)) {
            return false;
        }
        int width = shorter.shape().dim(1);
        int few = shorter.shape().size();
        int many = longer.shape().size();
        float[] expected = logits(shorter, width);
        float[] found = logits(longer, width);
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(found[i / few * many + i % few] - expected[i]) <= ROUNDING * largest)) {
                return false;
            }
        }
        return true;
    }

    /** Computes the logits of some texts, which begin with the same tokens for every graph. */
    private static float[] logits(Node logits, int vocabularySize) {
        Graph graph = new Graph(List.of(logits));
        Map<Node, float[]> leaves = new HashMap<>();
        for (Node each : graph.nodes()) {
            if (each.op() instanceof Parameter parameter) {
                leaves.put(each, drawn(parameter, PARAMETER_RANGE));
            } else if (each.op() instanceof Placeholder) {
                int length = each.shape().size();
                float[] tokens = new float[EXAMPLES * length];
                for (int example = 0; example < EXAMPLES; example++) {
                    SplittableRandom random = new SplittableRandom(example);
                    for (int i = 0; i < length; i++) {
                        tokens[example * length + i] = random.nextInt(vocabularySize);
                    }
                }
                leaves.put(each, tokens);
            }
        }
        return Interpreter.run(graph, leaves, EXAMPLES).get(0);
    }

    private static float[] drawn(Parameter parameter, double range) {
        SplittableRandom random = new SplittableRandom(parameter.name().hashCode());
        float[] drawn = new float[parameter.shape().size()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) random.nextDouble(-range, range);
        }
        return drawn;
    }

    private static List<Node> batched(Node logits) {
        return new Graph(List.of(logits))
                .nodes().stream().filter(node -> node.shape().batched()).toList();
    }

    /**
     * Chooses example inputs, and returns whether the graphs have the same leaves; equal graphs have their nodes in the same
     * order.
     */
    private boolean examples(List<Node> shorter, List<Node> longer) {
        boolean same = shorter.size() == longer.size();
        for (int i = 0; same && i < shorter.size(); i++) {
            Node one = shorter.get(i);
            Node other = longer.get(i);
            same = one.op().equals(other.op())
                    && one.shape().equals(other.shape())
                    && one.inputs().size() == other.inputs().size();
            for (int input = 0; same && input < one.inputs().size(); input++) {
                same = operands(one.input(input), other.input(input));
            }
            pairs.put(one, other);
        }
        return same;
    }

    private boolean operands(Node shorter, Node longer) {
        if (shorter.shape().batched() || longer.shape().batched()) {
            return pairs.get(shorter) == longer;
        }
        if (pairs.get(shorter) == longer) {
            return true;
        }
        boolean same = isSame(shorter, longer) || begins(shorter, longer);
        if (same) {
            pairs.put(shorter, longer);
        }
        return same;
    }

    private static boolean isSame(Node one, Node other) {
        List<Node> left = new Graph(List.of(one)).nodes();
        List<Node> right = new Graph(List.of(other)).nodes();
        Map<Node, Node> same = new HashMap<>();
        for (int i = 0; i < left.size(); i++) {
            List<Node> inputs = left.get(i).inputs().stream().map(same::get).toList();
            if (left.size() != right.size()
                    || !left.get(i).op().equals(right.get(i).op())
                    || !inputs.equals(right.get(i).inputs())) {
                return false;
            }
            same.put(left.get(i), right.get(i));
        }
        return true;
    }

    private static boolean begins(Node shorter, Node longer) {
        int rank = shorter.shape().rank();
        boolean fits = rank == longer.shape().rank() && isComputable(shorter) && isComputable(longer);
        for (int axis = 0; fits && axis < rank; axis++) {
            fits = shorter.shape().dim(axis) <= longer.shape().dim(axis);
        }
        if (!fits) {
            return false;
        }
        View whole = View.rowMajor(values(longer), longer.shape().sizes(1));
        for (int axis = 0; axis < rank; axis++) {
            whole = whole.slice(axis + 1, 0, shorter.shape().dim(axis), 1);
        }
        float[] expected = values(shorter);
        float[] found = new float[expected.length];
        whole.copyTo(found, 0);
        for (int i = 0; i < found.length; i++) {
            boolean close = found[i] == expected[i]
                    || Math.abs(found[i] - expected[i]) <= TOLERANCE * Math.max(1, Math.abs(expected[i]));
            if (!close) {
                return false;
            }
        }
        return true;
    }

    private static boolean isComputable(Node node) {
        return new Graph(List.of(node)).nodes().stream().noneMatch(each -> each.op() instanceof Nd4jOp);
    }

    /** Computes values with random parameters, the same for every graph. */
    private static float[] values(Node node) {
        Graph graph = new Graph(List.of(node));
        Map<Node, float[]> parameters = new HashMap<>();
        for (Node each : graph.nodes()) {
            if (each.op() instanceof Parameter parameter) {
                parameters.put(each, drawn(parameter, 1));
            }
        }
        return Interpreter.run(graph, parameters, 1).get(0);
    }
}

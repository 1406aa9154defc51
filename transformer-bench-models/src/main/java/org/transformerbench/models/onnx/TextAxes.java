package org.transformerbench.models.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Broadcast;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Reduction;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Softmax;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;

/**
 * The dimensions of a graph's values that hold the positions of the text, found from the tokens on. They can be shorter than the
 * graph says if the first positions of each result need no more than the same positions of its operands. Then the logits of a
 * shorter text are the first ones of a text that was filled up to the graph's length. What all examples share, such as a table of
 * positions, holds all of them, and is cut where it meets a shorter text.
 */
final class TextAxes {
    private final Map<Node, Set<Integer>> axes;

    private TextAxes(Map<Node, Set<Integer>> axes) {
        this.axes = axes;
    }

    /** Returns that no dimension can be shorter. */
    static TextAxes none() {
        return new TextAxes(Map.of());
    }

    /**
     * Finds the dimensions.
     *
     * @param logits of a graph of at least 2 positions, shape (T, V)
     * @throws UnsupportedGraphException if the logits do not have one row per position, or an operation other than causal attention
     *     computes a position of its result from others; the message names it
     */
    static TextAxes of(Node logits) {
        TextAxes found = new TextAxes(new HashMap<>());
        for (Node node : new Graph(List.of(logits)).nodes()) {
            found.axes.put(node, found.find(node));
        }
        if (!found.axes.get(logits).equals(Set.of(0))) {
            throw new UnsupportedGraphException("the logits do not have a row for each position");
        }
        return found;
    }

    /** Returns whether a dimension of a value has a size for each position of the text. */
    boolean contains(Node node, int axis) {
        return axes.getOrDefault(node, Set.of()).contains(axis);
    }

    private Set<Integer> find(Node node) {
        Op op = node.op();
        if (op instanceof Placeholder) {
            return Set.of(0);
        }
        if (node.inputs().stream().allMatch(input -> axes.get(input).isEmpty())) {
            return Set.of();
        }
        Set<Integer> first = axes.get(node.input(0));
        int last = node.input(0).shape().rank() - 1;
        if (op instanceof Elementwise || op instanceof Broadcast) {
            return aligned(node, 0);
        } else if (op instanceof Embedding || op instanceof OneHot) {
            return first;
        } else if (op instanceof LayerNorm || op instanceof Standardise || op instanceof Softmax) {
            return without(node, Set.of(last));
        } else if (op instanceof Reduction reduction) {
            return without(node, Set.copyOf(reduction.axes()));
        } else if (op instanceof Slice slice) {
            return without(node, Set.of(slice.axis()));
        } else if (op instanceof Pad pad) {
            return without(node, Set.of(pad.axis()));
        } else if (op instanceof Concat concat) {
            return joined(node, concat.axis());
        } else if (op instanceof Permute permute) {
            Set<Integer> moved = new TreeSet<>();
            first.forEach(axis -> moved.add(permute.axes().indexOf(axis)));
            return moved;
        } else if (op instanceof Reshape) {
            return reshaped(node);
        } else if (op instanceof Matmul) {
            return multiplied(node);
        } else if (op instanceof CausalAttention) {
            return attended(node);
        }
        throw refusal(node);
    }

    /** Returns the dimensions of a result in which an operand has one, as they are broadcast, but for the last few. */
    private Set<Integer> aligned(Node node, int left) {
        int rank = node.shape().rank();
        Set<Integer> result = new TreeSet<>();
        for (Node input : node.inputs()) {
            int shift = rank - input.shape().rank();
            axes.get(input).stream()
                    .map(axis -> axis + shift)
                    .filter(axis -> axis < rank - left)
                    .forEach(result::add);
        }
        return result;
    }

    /** Returns the dimensions of the first operand, none of which the operation may mix. */
    private Set<Integer> without(Node node, Set<Integer> mixed) {
        Set<Integer> first = axes.get(node.input(0));
        if (first.stream().anyMatch(mixed::contains)) {
            throw refusal(node);
        }
        return first;
    }

    private Set<Integer> joined(Node node, int axis) {
        Set<Integer> result = aligned(node, 0);
        if (result.contains(axis)) {
            throw refusal(node);
        }
        return result;
    }

    private Set<Integer> reshaped(Node node) {
        Set<Integer> before = axes.get(node.input(0));
        if (before.size() != 1) {
            throw refusal(node);
        }
        int axis = before.iterator().next();
        Shape from = node.input(0).shape();
        int outer = product(from.dims().subList(0, axis));
        for (int other = 0; other < node.shape().rank(); other++) {
            if (node.shape().dim(other) == from.dim(axis)
                    && product(node.shape().dims().subList(0, other)) == outer) {
                return Set.of(other);
            }
        }
        throw refusal(node);
    }

    private static int product(List<Integer> sizes) {
        return sizes.stream().reduce(1, Math::multiplyExact);
    }

    private Set<Integer> multiplied(Node node) {
        int rank = node.shape().rank();
        int left = node.input(0).shape().rank();
        int right = node.input(1).shape().rank();
        if (contains(node.input(0), left - 1) || contains(node.input(1), right - 2)) {
            throw refusal(node);
        }
        Set<Integer> result = aligned(node, 2);
        if (contains(node.input(0), left - 2)) {
            result.add(rank - 2);
        }
        if (contains(node.input(1), right - 1)) {
            result.add(rank - 1);
        }
        return result;
    }

    /** All three have a row for each position, and no other dimension of positions. */
    private Set<Integer> attended(Node node) {
        for (Node operand : node.inputs().subList(0, 3)) {
            int rows = operand.shape().rank() - 2;
            if (!axes.get(operand).equals(Set.of(rows))
                    || operand.shape().dim(rows)
                            != node.shape().dim(node.shape().rank() - 2)) {
                throw refusal(node);
            }
        }
        if (node.inputs().subList(3, node.inputs().size()).stream()
                .anyMatch(other -> !axes.get(other).isEmpty())) {
            throw refusal(node);
        }
        return Set.of(node.shape().rank() - 2);
    }

    private static UnsupportedGraphException refusal(Node node) {
        String name = node.origin().isEmpty() ? "" : "'" + node.origin() + "' ";
        return new UnsupportedGraphException(
                "positions meet in " + name + "(" + node.op().name() + ")");
    }
}

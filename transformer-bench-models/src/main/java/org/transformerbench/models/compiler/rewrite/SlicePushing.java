package org.transformerbench.models.compiler.rewrite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Reduction;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Softmax;
import org.transformerbench.models.compiler.op.fused.Fused;

/**
 * Computes only those rows of a graph that its result reads: the logits of the last position need the others up to the last place
 * where positions meet. Goes through the graph twice: from the result to the leaves to find out which rows of each value are read,
 * and back to compute them. What somebody reads whole is not computed twice.
 */
public final class SlicePushing {
    private final Builder builder;
    private final Expressions make;
    /** What is read of a value: some rows, or all of it. */
    private final Map<Node, Optional<Slice>> reads = new HashMap<>();

    private SlicePushing(Builder builder) {
        this.builder = builder;
        this.make = new Expressions(builder);
    }

    /**
     * Slices a value.
     *
     * @param output the value
     * @param slice which of its rows
     * @param builder makes nodes
     * @return the rows, of as few others as possible
     */
    public static Node push(Node output, Slice slice, Builder builder) {
        SlicePushing pushing = new SlicePushing(builder);
        List<Node> nodes = new Graph(List.of(output)).nodes();
        pushing.read(output, Optional.of(slice));
        for (int i = nodes.size() - 1; i >= 0; i--) {
            pushing.spread(nodes.get(i));
        }
        Map<Node, Node> sliced = new HashMap<>();
        for (Node node : nodes) {
            if (pushing.reads.get(node).isPresent()) {
                sliced.put(node, builder.making(node.origin(), () -> pushing.sliced(node, sliced)));
            }
        }
        return pushing.operand(output, Optional.of(slice), sliced);
    }

    private void read(Node node, Optional<Slice> part) {
        Optional<Slice> wanted = part.filter(slice -> !coversAll(node, slice));
        reads.merge(node, wanted, (one, other) -> one.equals(other) ? one : Optional.empty());
    }

    private static boolean coversAll(Node node, Slice slice) {
        return node.shape().dim(slice.axis()) == slice.count() && slice.begin() == 0 && slice.step() == 1;
    }

    /** Finds out what a value, of which all readers are known, reads itself. */
    private void spread(Node node) {
        List<Optional<Slice>> parts =
                reads.get(node).map(slice -> operands(node, slice)).orElse(List.of());
        if (parts.isEmpty()) {
            reads.put(node, Optional.empty());
            node.inputs().forEach(input -> read(input, Optional.empty()));
        }
        for (int i = 0; i < parts.size(); i++) {
            read(node.input(i), parts.get(i));
        }
    }

    private Node sliced(Node node, Map<Node, Node> known) {
        Slice slice = reads.get(node).orElseThrow();
        List<Optional<Slice>> parts = operands(node, slice);
        List<Node> operands = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            operands.add(operand(node.input(i), parts.get(i), known));
        }
        return node.op() instanceof Reshape
                ? make.reshape(
                        operands.get(0),
                        node.shape().with(slice.axis(), slice.count()).dims())
                : make.apply(node.op(), operands.toArray(Node[]::new));
    }

    private Node operand(Node input, Optional<Slice> part, Map<Node, Node> known) {
        if (part.isEmpty() || coversAll(input, part.get())) {
            return input;
        }
        return reads.get(input).isPresent()
                ? known.get(input)
                : builder.making(input.origin(), () -> make.apply(part.get(), input));
    }

    /** What the operation reads of each operand; empty if it needs more than rows. */
    private static List<Optional<Slice>> operands(Node node, Slice slice) {
        int axis = slice.axis();
        int rank = node.shape().rank();
        if (node.op() instanceof Fused fused) {
            return fused.operandsOf(node, slice);
        } else if (node.op() instanceof Elementwise) {
            return node.inputs().stream()
                    .map(input -> aligned(input, slice, rank))
                    .toList();
        } else if (node.op() instanceof Matmul) {
            return axis < rank - 1 ? product(node, slice) : List.of();
        } else if (node.op() instanceof Softmax) {
            return axis < rank - 1 ? List.of(Optional.of(slice)) : List.of();
        } else if (node.op() instanceof Reduction reduction) {
            return reduction.axes().contains(axis) ? List.of() : List.of(Optional.of(slice));
        } else if (node.op() instanceof OneHot) {
            return axis < rank - 1 ? List.of(Optional.of(slice)) : List.of();
        } else if (node.op() instanceof Permute permute) {
            return List.of(Optional.of(slice.along(permute.axes().get(axis))));
        } else if (node.op() instanceof Concat concat) {
            return concat.axis() == axis
                    ? List.of()
                    : Collections.nCopies(node.inputs().size(), Optional.of(slice));
        } else if (node.op() instanceof Slice other) {
            return other.axis() == axis ? List.of() : List.of(Optional.of(slice));
        } else if (node.op() instanceof Reshape) {
            return reshaped(node, slice);
        }
        return List.of();
    }

    /** An operand that is broadcast has the same row everywhere. */
    private static Optional<Slice> aligned(Node input, Slice slice, int rank) {
        int axis = slice.axis() - (rank - input.shape().rank());
        return axis < 0 || input.shape().dim(axis) == 1 ? Optional.empty() : Optional.of(slice.along(axis));
    }

    private static List<Optional<Slice>> product(Node node, Slice slice) {
        int rank = node.shape().rank();
        Optional<Slice> right = slice.axis() == rank - 2 ? Optional.empty() : aligned(node.input(1), slice, rank);
        return List.of(aligned(node.input(0), slice, rank), right);
    }

    /** Rows stay rows where as many elements stand before and after them. */
    private static List<Optional<Slice>> reshaped(Node node, Slice slice) {
        Node input = node.input(0);
        List<Integer> dims = node.shape().dims();
        int before = product(dims.subList(0, slice.axis()));
        int size = dims.get(slice.axis());
        int passed = 1;
        for (int axis = 0; axis < input.shape().rank(); axis++) {
            if (passed == before && input.shape().dim(axis) == size) {
                return List.of(Optional.of(slice.along(axis)));
            }
            passed *= input.shape().dim(axis);
        }
        return List.of();
    }

    private static int product(List<Integer> dims) {
        return dims.stream().reduce(1, Math::multiplyExact);
    }
}

package org.transformerbench.models.compiler.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Computes only those rows of a graph that its result reads: the logits of the last position need the others up to the last place
 * where positions meet. What somebody else reads whole is not computed twice.
 */
public final class SlicePushing {
    private final Builder builder;
    private final Expressions make;
    private final Map<Node, Integer> readers = new HashMap<>();

    private SlicePushing(Node output, Builder builder) {
        this.builder = builder;
        this.make = new Expressions(builder);
        for (Node node : new Graph(List.of(output)).nodes()) {
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
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
        return new SlicePushing(output, builder).sliced(output, slice);
    }

    private Node sliced(Node node, Slice slice) {
        if (node.shape().dim(slice.axis()) == slice.count() && slice.begin() == 0 && slice.step() == 1) {
            return node;
        }
        List<Node> operands = readers.getOrDefault(node, 1) > 1 ? List.of() : operands(node, slice);
        return builder.making(node.origin(), () -> applied(node, slice, operands));
    }

    private Node applied(Node node, Slice slice, List<Node> operands) {
        if (operands.isEmpty()) {
            return builder.node(slice, node);
        }
        return node.op() instanceof Reshape
                ? make.reshape(
                        operands.get(0),
                        node.shape().with(slice.axis(), slice.count()).dims())
                : builder.node(node.op(), operands);
    }

    /** What the operation has to be applied to; empty if it needs more than the rows. */
    private List<Node> operands(Node node, Slice slice) {
        int axis = slice.axis();
        int rank = node.shape().rank();
        if (node.op() instanceof Elementwise) {
            return node.inputs().stream()
                    .map(input -> aligned(input, slice, rank))
                    .toList();
        } else if (node.op() instanceof Matmul) {
            return axis < rank - 1 ? product(node, slice) : List.of();
        } else if (node.op() instanceof Softmax) {
            return axis < rank - 1 ? List.of(sliced(node.input(0), slice)) : List.of();
        } else if (node.op() instanceof Reduction reduction) {
            return reduction.axes().contains(axis) ? List.of() : List.of(sliced(node.input(0), slice));
        } else if (node.op() instanceof OneHot) {
            return axis < rank - 1 ? List.of(sliced(node.input(0), slice)) : List.of();
        } else if (node.op() instanceof Permute permute) {
            return List.of(sliced(node.input(0), along(slice, permute.axes().get(axis))));
        } else if (node.op() instanceof Concat concat) {
            return concat.axis() == axis
                    ? List.of()
                    : node.inputs().stream().map(input -> sliced(input, slice)).toList();
        } else if (node.op() instanceof Slice other) {
            return other.axis() == axis ? List.of() : List.of(sliced(node.input(0), slice));
        } else if (node.op() instanceof Reshape) {
            return reshaped(node, slice);
        }
        return List.of();
    }

    private static Slice along(Slice slice, int axis) {
        return new Slice(axis, slice.begin(), slice.count(), slice.step());
    }

    /** An operand that is broadcast has the same row everywhere. */
    private Node aligned(Node input, Slice slice, int rank) {
        int axis = slice.axis() - (rank - input.shape().rank());
        return axis < 0 || input.shape().dim(axis) == 1 ? input : sliced(input, along(slice, axis));
    }

    private List<Node> product(Node node, Slice slice) {
        int rank = node.shape().rank();
        List<Node> operands = new ArrayList<>();
        operands.add(aligned(node.input(0), slice, rank));
        operands.add(slice.axis() == rank - 2 ? node.input(1) : aligned(node.input(1), slice, rank));
        return operands;
    }

    /** Rows stay rows where as many elements stand before and after them. */
    private List<Node> reshaped(Node node, Slice slice) {
        Node input = node.input(0);
        List<Integer> dims = node.shape().dims();
        int before = product(dims.subList(0, slice.axis()));
        int size = dims.get(slice.axis());
        int passed = 1;
        for (int axis = 0; axis < input.shape().rank(); axis++) {
            if (passed == before && input.shape().dim(axis) == size) {
                return List.of(sliced(input, along(slice, axis)));
            }
            passed *= input.shape().dim(axis);
        }
        return List.of();
    }

    private static int product(List<Integer> dims) {
        return dims.stream().reduce(1, Math::multiplyExact);
    }
}

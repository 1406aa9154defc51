package org.transformerbench.models.compiler.rewrite;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Broadcast;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Permute;
import org.transformerbench.models.compiler.op.Reduction;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Softmax;
import org.transformerbench.models.compiler.op.fused.Fused;

/** The rules for which part of its operands an operation reads to compute a part of its result. */
public final class SliceReads {
    private SliceReads() {}

    /**
     * Returns what an operation reads to compute a part of its result.
     *
     * @param node the result
     * @param slice which part of it
     * @return for each operand the part that is read, empty for all of it; an empty list if the part has to be cut out of the whole
     *     result
     */
    public static List<Optional<Slice>> of(Node node, Slice slice) {
        int axis = slice.axis();
        int rank = node.shape().rank();
        if (node.op() instanceof Elementwise) {
            return node.inputs().stream()
                    .map(input -> aligned(input, slice, rank))
                    .toList();
        } else if (node.op() instanceof Fused fused) {
            return axis < rank - 1 ? fused.operandsOf(node, slice) : List.of();
        } else if (node.op() instanceof Matmul) {
            return product(node, slice);
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
        } else if (node.op() instanceof Broadcast) {
            return List.of(aligned(node.input(0), slice, rank));
        } else if (node.op() instanceof Pad place) {
            return place.axis() == axis ? List.of() : List.of(Optional.of(slice));
        }
        return List.of();
    }

    /**
     * Computes a part of a result.
     *
     * @param node the result
     * @param slice which part of it
     * @param operands the parts that {@link #of} names
     * @param make makes nodes
     * @return the part
     */
    public static Node apply(Node node, Slice slice, List<Node> operands, Expressions make) {
        List<Integer> dims = node.shape().with(slice.axis(), slice.count()).dims();
        if (node.op() instanceof Reshape) {
            return make.reshape(operands.get(0), dims);
        } else if (node.op() instanceof Broadcast) {
            return make.broadcast(operands.get(0), dims);
        }
        return make.apply(node.op(), operands.toArray(Node[]::new));
    }

    /** Returns the slice of an element-wise operand; a broadcast one has the same row everywhere. */
    private static Optional<Slice> aligned(Node input, Slice slice, int rank) {
        int axis = slice.axis() - (rank - input.shape().rank());
        return axis < 0 || input.shape().dim(axis) == 1 ? Optional.empty() : Optional.of(slice.along(axis));
    }

    /**
     * Returns the slice of a product's operand: rows of the result need the same rows of the left operand, columns those of the
     * right one.
     */
    private static List<Optional<Slice>> product(Node node, Slice slice) {
        int rank = node.shape().rank();
        boolean rows = slice.axis() == rank - 2;
        boolean columns = slice.axis() == rank - 1;
        return List.of(
                columns ? Optional.empty() : aligned(node.input(0), slice, rank),
                rows ? Optional.empty() : aligned(node.input(1), slice, rank));
    }

    /**
     * Returns the slice of a reshape's operand: a reshape keeps the order of the elements, in which the slice is a number of
     * pieces of the same length, at equal distances. They are a part of the operand if they lie so in one of its dimensions.
     */
    private static List<Optional<Slice>> reshaped(Node node, Slice slice) {
        List<Integer> dims = node.shape().dims();
        int before = product(dims.subList(0, slice.axis()));
        int size = dims.get(slice.axis());
        int after = product(dims.subList(slice.axis() + 1, dims.size()));
        boolean spread = slice.step() > 1 && slice.count() > 1;
        if (slice.step() < 1 || spread && slice.count() * slice.step() != size) {
            return List.of();
        }
        int pieces = spread ? before * slice.count() : before;
        int length = spread ? after : slice.count() * after;
        int start = slice.begin() * after;
        int distance = spread ? slice.step() * after : size * after;
        List<Integer> under = node.input(0).shape().dims();
        int outer = 1;
        for (int axis = 0; axis < under.size(); axis++) {
            int inner = product(under.subList(axis + 1, under.size()));
            int range = under.get(axis) * inner;
            if (start % inner == 0 && length % inner == 0) {
                if (distance == range && pieces == outer) {
                    return List.of(Optional.of(new Slice(axis, start / inner, length / inner, 1)));
                } else if (length == inner && range % distance == 0 && pieces == outer * (range / distance)) {
                    return List.of(Optional.of(new Slice(axis, start / inner, range / distance, distance / inner)));
                }
            }
            outer *= under.get(axis);
        }
        return List.of();
    }

    private static int product(List<Integer> dims) {
        return dims.stream().reduce(1, Math::multiplyExact);
    }
}

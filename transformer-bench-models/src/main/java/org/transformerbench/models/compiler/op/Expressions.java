package org.transformerbench.models.compiler.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;

/** Named factory methods of nodes, with which gradients, decompositions and imports are written. */
public final class Expressions extends ElementwiseExpressions {

    /**
     * Creates expressions for a graph.
     *
     * @param builder makes the nodes
     */
    public Expressions(Builder builder) {
        super(builder);
    }

    /**
     * Returns the builder of the nodes.
     *
     * @return the builder
     */
    public Builder builder() {
        return builder;
    }

    /**
     * Returns the sum along dimensions.
     *
     * @param x the operand
     * @param axes the dimensions; none for the operand itself
     * @return size 1 in these dimensions
     */
    public Node sum(Node x, List<Integer> axes) {
        return axes.isEmpty() ? x : builder.node(new Sum(axes), x);
    }

    /**
     * Returns the mean along dimensions.
     *
     * @param x the operand
     * @param axes the dimensions
     * @return size 1 in these dimensions
     */
    public Node mean(Node x, List<Integer> axes) {
        int count = axes.stream().map(x.shape()::dim).reduce(1, Math::multiplyExact);
        return multiply(sum(x, axes), number(1.0 / count));
    }

    /**
     * Returns the maximum along dimensions.
     *
     * @param x the operand
     * @param axes the dimensions; none for the operand itself
     * @return size 1 in these dimensions
     */
    public Node reduceMax(Node x, List<Integer> axes) {
        return axes.isEmpty() ? x : builder.node(new ReduceMax(axes), x);
    }

    /**
     * Returns the softmax along the last dimension.
     *
     * @param x the operand
     * @return weights
     */
    public Node softmax(Node x) {
        return builder.node(new Softmax(), x);
    }

    /**
     * Multiplies matrices.
     *
     * @param x the left ones
     * @param y the right ones
     * @return the products
     */
    public Node matmul(Node x, Node y) {
        return builder.node(new Matmul(), x, y);
    }

    /**
     * Reshapes the operand.
     *
     * @param x the operand
     * @param dims sizes of the dimensions
     * @return the operand itself if it has them
     */
    public Node reshape(Node x, List<Integer> dims) {
        return x.shape().dims().equals(dims) ? x : builder.node(new Reshape(dims), x);
    }

    /**
     * Permutes the dimensions of the operand.
     *
     * @param x the operand
     * @param axes for each new dimension the one that it was
     * @return the operand itself if the order is its own
     */
    public Node permute(Node x, List<Integer> axes) {
        boolean same = axes.equals(IntStream.range(0, x.shape().rank()).boxed().toList());
        return same ? x : builder.node(new Permute(axes), x);
    }

    /**
     * Swaps the last two dimensions of the operand.
     *
     * @param x matrices
     * @return their transposes
     */
    public Node transpose(Node x) {
        return swap(x, x.shape().rank() - 2, x.shape().rank() - 1);
    }

    /**
     * Swaps two dimensions of the operand.
     *
     * @param x the operand
     * @param first a dimension
     * @param second another
     * @return the operand itself if they are the same
     */
    public Node swap(Node x, int first, int second) {
        List<Integer> axes =
                new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
        Collections.swap(axes, first, second);
        return permute(x, axes);
    }

    /**
     * Broadcasts the operand.
     *
     * @param x the operand
     * @param dims sizes to reach
     * @return the operand itself if it has them
     */
    public Node broadcast(Node x, List<Integer> dims) {
        return x.shape().dims().equals(dims) ? x : builder.node(new Broadcast(dims), x);
    }

    /**
     * Slices a contiguous range of a dimension.
     *
     * @param x the operand
     * @param axis the dimension
     * @param begin the first place
     * @param count how many
     * @return the operand itself if these are all
     */
    public Node slice(Node x, int axis, int begin, int count) {
        return slice(x, axis, begin, count, 1);
    }

    /**
     * Slices a dimension with a step.
     *
     * @param x the operand
     * @param axis the dimension
     * @param begin the first place
     * @param count how many
     * @param step from one to the next
     * @return the operand itself if these are all, in order
     */
    public Node slice(Node x, int axis, int begin, int count, int step) {
        boolean all = begin == 0 && step == 1 && count == x.shape().dim(axis);
        return all ? x : builder.node(new Slice(axis, begin, count, step), x);
    }

    /**
     * Concatenates operands.
     *
     * @param parts at least one
     * @param axis along which dimension
     * @return the only part itself
     */
    public Node concat(List<Node> parts, int axis) {
        return parts.size() == 1 ? parts.get(0) : builder.node(new Concat(axis), parts);
    }

    /**
     * Pads the operand with zeros.
     *
     * @param x the operand
     * @param axis along which dimension
     * @param before how many before it
     * @param after how many behind it
     * @return a larger dimension
     */
    public Node pad(Node x, int axis, int before, int after) {
        int size = x.shape().dim(axis) + before + after;
        return before + after == 0 ? x : builder.node(new Pad(axis, before, 1, size), x);
    }

    /**
     * Returns one-hot rows.
     *
     * @param x whole numbers
     * @param depth size of the new last dimension
     * @return 1 at the place that each number names
     */
    public Node oneHot(Node x, int depth) {
        return builder.node(new OneHot(depth), x);
    }

    /**
     * Sums a gradient over the dimensions to which its operand was broadcast.
     *
     * @param x a value
     * @param shape what it must become
     * @return the sums
     */
    public Node sumTo(Node x, Shape shape) {
        Node sum = x;
        int extra = sum.shape().rank() - shape.rank();
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < sum.shape().rank(); axis++) {
            if (axis < extra || shape.dim(axis - extra) == 1 && sum.shape().dim(axis) > 1) {
                axes.add(axis);
            }
        }
        sum = reshape(sum(sum, axes), shape.dims());
        return sum.shape().batched() && !shape.batched() ? builder.node(new BatchSum(), sum) : sum;
    }
}

package org.transformerbench.models.compiler.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The shape of a value: whether it has one part per example, and the static sizes of a part. The batch axis is not among the
 * dimensions: it always comes first, and its size is known when a batch is there.
 *
 * @param batched whether each example has values of its own
 * @param dims sizes of the dimensions of one example, each at least 1; empty for a number
 */
public record Shape(boolean batched, List<Integer> dims) {

    public Shape {
        dims = List.copyOf(dims);
        for (int dim : dims) {
            if (dim < 1) {
                throw new ShapeException("the dimensions " + dims + " must all be at least 1");
            }
        }
    }

    /**
     * Creates the shape of a value that is the same for all examples.
     *
     * @param dims sizes of the dimensions
     * @return the shape
     */
    public static Shape of(int... dims) {
        return new Shape(false, boxed(dims));
    }

    /**
     * Creates the shape of a value that differs between examples.
     *
     * @param dims sizes of the dimensions of one example
     * @return the shape
     */
    public static Shape perExample(int... dims) {
        return new Shape(true, boxed(dims));
    }

    private static List<Integer> boxed(int... dims) {
        return Arrays.stream(dims).boxed().toList();
    }

    /**
     * Returns the number of dimensions.
     *
     * @return the batch axis not counted
     */
    public int rank() {
        return dims.size();
    }

    /**
     * Returns the size of a dimension.
     *
     * @param axis from 0, the batch axis not counted
     * @return at least 1
     */
    public int dim(int axis) {
        return dims.get(axis);
    }

    /**
     * Returns the number of elements of one example.
     *
     * @return the product of the dimensions
     */
    public int size() {
        int size = 1;
        for (int dim : dims) {
            size = Math.multiplyExact(size, dim);
        }
        return size;
    }

    /**
     * Returns the sizes of a batch, the number of examples first.
     *
     * @param examples B
     * @return with 1 in place of B if all examples share the value
     */
    public int[] sizes(int examples) {
        int[] sizes = new int[rank() + 1];
        sizes[0] = batched ? examples : 1;
        for (int axis = 0; axis < rank(); axis++) {
            sizes[axis + 1] = dim(axis);
        }
        return sizes;
    }

    /**
     * Returns this shape with other dimensions.
     *
     * @param changed the dimensions
     * @return a shape that is batched if this one is
     */
    public Shape withDims(List<Integer> changed) {
        return new Shape(batched, changed);
    }

    /**
     * Returns this shape with another size of one dimension.
     *
     * @param axis from 0
     * @param size at least 1
     * @return the changed shape
     */
    public Shape with(int axis, int size) {
        List<Integer> changed = new ArrayList<>(dims);
        changed.set(axis, size);
        return withDims(changed);
    }

    /**
     * Returns this shape without one dimension.
     *
     * @param axis from 0
     * @return the changed shape
     */
    public Shape without(int axis) {
        List<Integer> changed = new ArrayList<>(dims);
        changed.remove(axis);
        return withDims(changed);
    }

    /**
     * Returns whether another shape differs at most in the size of one dimension.
     *
     * @param axis from 0
     * @param other any shape, batched or not
     * @return whether all other dimensions are equal
     */
    public boolean equalsExcept(int axis, Shape other) {
        boolean equal = rank() == other.rank();
        for (int i = 0; equal && i < rank(); i++) {
            equal = i == axis || dim(i) == other.dim(i);
        }
        return equal;
    }

    /**
     * Returns this shape for values per example, or for shared values.
     *
     * @param value whether each example has its own
     * @return the same dimensions
     */
    public Shape withBatch(boolean value) {
        return new Shape(value, dims);
    }

    /**
     * Returns the shape of an element-wise result: dimensions are aligned at the last one, and those of size 1 or missing are
     * repeated.
     *
     * @param other the other operand
     * @return batched if one of the two is
     * @throws ShapeException if two sizes differ and neither is 1
     */
    public Shape broadcast(Shape other) {
        if (dims.equals(other.dims)) {
            return batched ? this : other;
        }
        int rank = Math.max(rank(), other.rank());
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            int left = aligned(i, rank);
            int right = other.aligned(i, rank);
            if (left != right && left != 1 && right != 1) {
                throw new ShapeException(this + " and " + other + " do not broadcast: " + left + " meets " + right);
            }
            result.add(Math.max(left, right));
        }
        return new Shape(batched || other.batched, result);
    }

    /**
     * Returns the size of a dimension in a higher rank.
     *
     * @param axis of the higher rank
     * @param rank the higher rank
     * @return 1 where this shape has no such dimension
     */
    public int aligned(int axis, int rank) {
        int own = axis - (rank - rank());
        return own < 0 ? 1 : dims.get(own);
    }

    /** Formats the shape as in {@code [B, 12, 16]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(batched ? "[B" : "[");
        for (int dim : dims) {
            text.append(text.length() > 1 ? ", " : "").append(dim);
        }
        return text.append(']').toString();
    }
}

package org.transformerbench.models.compiler.runtime;

import java.util.Optional;

/**
 * A view of an array as a strided tensor. The first dimension is the batch.
 *
 * @param data the array
 * @param offset index of the first element
 * @param dims sizes, the number of examples first
 * @param strides distance of neighbours in each dimension; 0 where one element stands for all
 */
public record View(float[] data, int offset, int[] dims, int[] strides) {

    /**
     * Creates a row-major view of a whole array.
     *
     * @param data as many elements as the dimensions say, or more
     * @param dims sizes, the number of examples first
     * @return the view
     */
    public static View rowMajor(float[] data, int... dims) {
        return new View(data, 0, dims, rowMajorStrides(dims));
    }

    /**
     * Creates an interleaved view of a whole array: the examples of each element lie side by side, the elements row-major.
     *
     * @param data as many elements as the dimensions say, or more
     * @param lanes the number of examples
     * @param dims sizes of the dimensions of one example
     * @return the view
     */
    public static View interleaved(float[] data, int lanes, int... dims) {
        int[] all = new int[dims.length + 1];
        int[] strides = new int[dims.length + 1];
        all[0] = lanes;
        strides[0] = 1;
        int stride = lanes;
        for (int i = dims.length; i > 0; i--) {
            all[i] = dims[i - 1];
            strides[i] = stride;
            stride *= all[i];
        }
        return new View(data, 0, all, strides);
    }

    /**
     * Copies the elements.
     *
     * @param to receives them, row-major
     * @param first index of the first one
     */
    public void copyTo(float[] to, int first) {
        StridedLoops.copy(this, new View(to, first, dims, rowMajorStrides(dims)));
    }

    /**
     * Returns the same view of another array.
     *
     * @param array in place of this view's
     * @return a view with the same offset, dimensions and strides
     */
    public View in(float[] array) {
        return new View(array, offset, dims, strides);
    }

    /**
     * Returns the offsets of the first example's elements.
     *
     * @return row-major over the other dimensions
     */
    public int[] elements() {
        int count = size() / dims[0];
        int[] elements = new int[count];
        int[] index = new int[rank()];
        int at = offset;
        for (int i = 0; i < count; i++) {
            elements[i] = at;
            for (int axis = rank() - 1; axis > 0; axis--) {
                at += strides[axis];
                if (++index[axis] < dims[axis]) {
                    break;
                }
                at -= strides[axis] * dims[axis];
                index[axis] = 0;
            }
        }
        return elements;
    }

    private static int[] rowMajorStrides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /**
     * Returns the number of dimensions.
     *
     * @return the batch counted
     */
    public int rank() {
        return dims.length;
    }

    /**
     * Returns the number of elements.
     *
     * @return the product of the dimensions
     */
    public int size() {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    /**
     * Repeats dimensions of size 1, or missing ones, after the batch.
     *
     * @param target sizes to reach; dimensions are aligned at the last, the batch at the first
     * @return a view of the same elements
     */
    public View broadcastTo(int[] target) {
        int[] wider = new int[target.length];
        int missing = target.length - dims.length;
        for (int i = 0; i < target.length; i++) {
            int own = i == 0 ? 0 : i - missing;
            boolean present = i == 0 || own > 0;
            wider[i] = present && dims[own] != 1 ? strides[own] : 0;
        }
        return new View(data, offset, target.clone(), wider);
    }

    /**
     * Permutes dimensions.
     *
     * @param axes for each new dimension the one that it was, the batch counted
     * @return a view of the same elements
     */
    public View permute(int... axes) {
        int[] newDims = new int[axes.length];
        int[] newStrides = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            newDims[i] = dims[axes[i]];
            newStrides[i] = strides[axes[i]];
        }
        return new View(data, offset, newDims, newStrides);
    }

    /**
     * Slices a dimension with a step.
     *
     * @param axis the batch counted
     * @param begin the first
     * @param count how many
     * @param step from one to the next; negative to go backwards
     * @return a view of the same elements
     */
    public View slice(int axis, int begin, int count, int step) {
        int[] newDims = dims.clone();
        int[] newStrides = strides.clone();
        newDims[axis] = count;
        newStrides[axis] = strides[axis] * step;
        return new View(data, offset + begin * strides[axis], newDims, newStrides);
    }

    /**
     * Reshapes the view, row-major.
     *
     * @param target sizes with the same product
     * @return empty if the elements would have to be copied for that
     */
    public Optional<View> reshape(int... target) {
        int[] result = new int[target.length];
        int own = 0;
        int next = 0;
        // Groups of dimensions with equal products; within a group the old dimensions must lie in memory as one.
        while (next < target.length || own < dims.length) {
            int ownEnd = own;
            int nextEnd = next;
            int ownSize = ownEnd < dims.length ? dims[ownEnd++] : 1;
            int nextSize = nextEnd < target.length ? target[nextEnd++] : 1;
            while (ownSize != nextSize) {
                if (ownSize < nextSize) {
                    ownSize *= dims[ownEnd++];
                } else {
                    nextSize *= target[nextEnd++];
                }
            }
            Optional<Integer> innermost = joined(own, ownEnd);
            if (innermost.isEmpty()) {
                return Optional.empty();
            }
            int stride = innermost.get();
            for (int i = nextEnd - 1; i >= next; i--) {
                result[i] = stride;
                stride *= target[i];
            }
            own = ownEnd;
            next = nextEnd;
        }
        return Optional.of(new View(data, offset, target.clone(), result));
    }

    /** Returns the innermost stride of dimensions that are contiguous in memory; those of size 1 have any stride. */
    private Optional<Integer> joined(int from, int to) {
        int innermost = 0;
        int expected = -1;
        boolean first = true;
        for (int i = to - 1; i >= from; i--) {
            if (dims[i] == 1) {
                continue;
            }
            if (first) {
                innermost = strides[i];
                first = false;
            } else if (strides[i] != expected) {
                return Optional.empty();
            }
            expected = strides[i] * dims[i];
        }
        return Optional.of(innermost);
    }
}

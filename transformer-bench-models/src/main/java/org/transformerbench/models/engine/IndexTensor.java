package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.List;

/**
 * A rearrangement of parameters: which element of the flat vector stands where. Reshapes and permutations of parameters
 * are static, so that a kernel can have its weights in the layout that it wants.
 *
 * @param shape sizes of the dimensions
 * @param indices into the flat vector, row-major
 */
record IndexTensor(long[] shape, int[] indices) {

    static IndexTensor of(FlatParameters parameters, String name) {
        long[] shape = parameters.shape(name);
        int[] indices = new int[size(shape)];
        Arrays.setAll(indices, i -> parameters.offset(name) + i);
        return new IndexTensor(shape, indices);
    }

    private static int size(long[] shape) {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    IndexTensor reshape(long[] wanted) {
        long[] target = wanted.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == -1) {
                open = i;
            } else {
                known *= target[i];
            }
        }
        if (open >= 0) {
            target[open] = indices.length / known;
        }
        if (size(target) != indices.length) {
            throw new NotLowerable(
                    "a parameter of shape " + Arrays.toString(shape) + " is reshaped to " + Arrays.toString(wanted));
        }
        return new IndexTensor(target, indices);
    }

    IndexTensor permute(long[] order) {
        int rank = shape.length;
        long[] target = new long[rank];
        int[] strides = new int[rank];
        int stride = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= (int) shape[i];
        }
        for (int i = 0; i < rank; i++) {
            target[i] = shape[(int) order[i]];
        }
        int[] moved = new int[indices.length];
        int[] position = new int[rank];
        for (int i = 0; i < moved.length; i++) {
            int source = 0;
            for (int d = 0; d < rank; d++) {
                source += position[d] * strides[(int) order[d]];
            }
            moved[i] = indices[source];
            for (int d = rank - 1; d >= 0 && ++position[d] == target[d]; d--) {
                position[d] = 0;
            }
        }
        return new IndexTensor(target, moved);
    }

    /** Whether these are the last dimensions and all before them are 1, as in a bias that is added to every row. */
    boolean isBroadcast(long... last) {
        int from = shape.length - last.length;
        return from >= 0
                && Arrays.equals(Arrays.copyOfRange(shape, from, shape.length), last)
                && indices.length == size(last);
    }

    /** Some rows of a matrix. */
    IndexTensor rows(int from, int to) {
        int width = (int) shape[1];
        return new IndexTensor(new long[] {to - from, width}, Arrays.copyOfRange(indices, from * width, to * width));
    }

    /** Matrices with the same number of rows as one. */
    static IndexTensor sideBySide(List<IndexTensor> matrices) {
        int rows = (int) matrices.get(0).shape()[0];
        int width =
                matrices.stream().mapToInt(matrix -> (int) matrix.shape()[1]).sum();
        int[] joined = new int[rows * width];
        int column = 0;
        for (IndexTensor matrix : matrices) {
            int count = (int) matrix.shape()[1];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(matrix.indices(), row * count, joined, row * width + column, count);
            }
            column += count;
        }
        return new IndexTensor(new long[] {rows, width}, joined);
    }
}

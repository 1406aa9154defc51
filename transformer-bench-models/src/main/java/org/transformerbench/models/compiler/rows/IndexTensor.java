package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import java.util.List;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;

/**
 * A tensor of indices into the flat parameter vector, which describes a rearrangement of parameters. Reshapes and permutations of
 * parameters are static, so that a kernel can have its weights in the layout that it wants.
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
        if (size(wanted) != indices.length) {
            throw new UnsupportedGraphException(
                    "a parameter of shape " + Arrays.toString(shape) + " is reshaped to " + Arrays.toString(wanted));
        }
        return new IndexTensor(wanted, indices);
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

    /** Slices a dimension with a step; a negative step goes backwards. */
    IndexTensor slice(int axis, int begin, int count, int step) {
        int inner = size(Arrays.copyOfRange(shape, axis + 1, shape.length));
        int outer = size(Arrays.copyOf(shape, axis));
        int size = (int) shape[axis];
        long[] target = shape.clone();
        target[axis] = count;
        int[] picked = new int[outer * count * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < count; i++) {
                int from = (o * size + begin + i * step) * inner;
                System.arraycopy(indices, from, picked, (o * count + i) * inner, inner);
            }
        }
        return new IndexTensor(target, picked);
    }

    /** Concatenates tensors along the only dimension in which they differ. */
    static IndexTensor concat(List<IndexTensor> parts, int axis) {
        long[] target = parts.get(0).shape.clone();
        target[axis] = parts.stream().mapToLong(part -> part.shape[axis]).sum();
        int outer = size(Arrays.copyOf(target, axis));
        int[] joined = new int[size(target)];
        int to = 0;
        for (int o = 0; o < outer; o++) {
            for (IndexTensor part : parts) {
                int chunk = part.indices.length / outer;
                System.arraycopy(part.indices, o * chunk, joined, to, chunk);
                to += chunk;
            }
        }
        return new IndexTensor(target, joined);
    }
}

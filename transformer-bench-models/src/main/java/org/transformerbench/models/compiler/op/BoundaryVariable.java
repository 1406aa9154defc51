package org.transformerbench.models.compiler.op;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.models.compiler.ir.Shape;

/**
 * A variable of SameDiff that enters or leaves a {@link Region}, and the position of the batch among the other dimensions of its
 * row-major array in ND4J.
 *
 * @param variable SameDiff's name of it
 * @param shape the value, with the batch apart
 * @param batchAxis how many dimensions of one example stand before the batch; -1 if all examples share the value
 * @param merged whether the batch and the first dimension of an example are one dimension in SameDiff
 */
public record BoundaryVariable(String variable, Shape shape, int batchAxis, boolean merged) {

    public BoundaryVariable {
        if (shape.batched() != batchAxis >= 0 || batchAxis > shape.rank()) {
            throw new IllegalArgumentException("batchAxis is " + batchAxis + " for '" + variable + "' of shape " + shape
                    + "; must be -1 without a batch, else at most the number of dimensions");
        }
        if (merged && (shape.rank() == 0 || batchAxis < 0 || batchAxis > 1)) {
            throw new IllegalArgumentException(
                    "merged is true for '" + variable + "', but the batch is not beside its first dimension");
        }
    }

    /**
     * Returns the shape in SameDiff.
     *
     * @param examples B; -1 for a placeholder of any batch
     * @return sizes of all dimensions
     */
    public long[] sizes(int examples) {
        List<Long> sizes = new ArrayList<>();
        shape.dims().forEach(dim -> sizes.add((long) dim));
        if (merged) {
            sizes.set(0, examples < 0 ? -1 : sizes.get(0) * examples);
        } else if (batchAxis >= 0) {
            sizes.add(batchAxis, (long) examples);
        }
        return sizes.stream().mapToLong(size -> size).toArray();
    }

    /**
     * Returns the number of consecutive elements of one example before those of the next.
     *
     * @return the product of the dimensions behind the batch; of all if there is no batch
     */
    public int innerSize() {
        return shape.dims().stream().skip(Math.max(batchAxis, 0)).reduce(1, Math::multiplyExact);
    }
}

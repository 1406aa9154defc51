package org.transformerbench.models.compiler.op;

import java.util.Arrays;
import java.util.List;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A constant tensor.
 *
 * @param values row-major; not to be changed
 * @param shape not batched
 */
public record Constant(float[] values, Shape shape) implements Leaf {

    /**
     * Creates a scalar constant.
     *
     * @param value the number
     * @return a constant without dimensions
     */
    public static Constant of(double value) {
        return new Constant(new float[] {(float) value}, Shape.of());
    }

    @Override
    public void evaluate(List<View> inputs, View output) {
        StridedLoops.copy(View.rowMajor(values, shape.sizes(1)), output);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constant constant
                && shape.equals(constant.shape)
                && Arrays.equals(values, constant.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    /** Formats the first few numbers. */
    @Override
    public String toString() {
        return values.length == 1
                ? "constant " + values[0]
                : "constant " + values[0] + ", " + values[1] + (values.length > 2 ? ", ..." : "");
    }
}

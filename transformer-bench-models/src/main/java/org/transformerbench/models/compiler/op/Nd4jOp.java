package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.View;

/** An operation that ND4J computes for the whole batch at once. */
public interface Nd4jOp extends Op {

    /**
     * Returns the region that ND4J computes.
     *
     * @return operations of the model's graph
     */
    Region region();

    /** Always throws: only a session has the graph of the region. */
    @Override
    default void evaluate(List<View> inputs, View output) {
        throw new IllegalStateException(this + " is computed by ND4J");
    }

    /** Checks operands against the region's inputs. */
    static void requireInputs(Region region, List<Shape> operands) {
        List<Shape> expected =
                region.inputs().stream().map(BoundaryVariable::shape).toList();
        if (!operands.equals(expected)) {
            throw new ShapeException("the operands " + operands + " of " + region + " must be " + expected);
        }
    }
}

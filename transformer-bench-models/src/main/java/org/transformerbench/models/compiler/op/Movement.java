package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.runtime.StridedLoops;
import org.transformerbench.models.compiler.runtime.View;

/** An operation that only rearranges elements: its result is a view of its operand where the memory layout allows it. */
public interface Movement extends Op {

    /**
     * Returns the result as a view, without a copy.
     *
     * @param input the operand
     * @return a view of its elements
     */
    View view(View input);

    @Override
    default void evaluate(List<View> inputs, View output) {
        StridedLoops.copy(view(inputs.get(0)), output);
    }
}

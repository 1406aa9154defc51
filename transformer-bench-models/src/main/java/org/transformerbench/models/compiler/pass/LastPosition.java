package org.transformerbench.models.compiler.pass;

import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.rewrite.SlicePushing;

/** The pass that keeps only the logits of the last position, and of the rows before them only those that these logits read. */
public record LastPosition() implements Pass {

    @Override
    public String name() {
        return "last position";
    }

    @Override
    public CompilationUnit apply(CompilationUnit unit, Builder builder) {
        int outputs = unit.logits().shape().dim(0);
        if (outputs == 1) {
            return unit;
        }
        return unit.withLogits(SlicePushing.push(unit.logits(), new Slice(0, outputs - 1, 1, 1), builder));
    }
}

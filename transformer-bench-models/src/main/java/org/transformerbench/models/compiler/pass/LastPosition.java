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
    public Draft apply(Draft draft, Builder builder) {
        int outputs = draft.logits().shape().dim(0);
        if (outputs == 1) {
            return draft;
        }
        return draft.withLogits(SlicePushing.push(draft.logits(), new Slice(0, outputs - 1, 1, 1), builder));
    }
}

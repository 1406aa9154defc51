package org.transformerbench.models.compiler.pass;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.rewrite.Rewriter;
import org.transformerbench.models.compiler.rewrite.SlicePushing;
import org.transformerbench.models.compiler.rules.Decompose;

/** Keeps the logits of the last position only, and of all rows before them those that these logits read. */
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
        Node whole = new Rewriter(List.of(new Decompose()), builder)
                .rewrite(new Graph(List.of(draft.logits())))
                .outputs()
                .get(0);
        return draft.withLogits(SlicePushing.push(whole, new Slice(0, outputs - 1, 1, 1), builder));
    }
}

package org.transformerbench.models.compiler;

import java.util.List;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.capture.Capture;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.rewrite.Rewriter;
import org.transformerbench.models.compiler.rewrite.SlicePushing;
import org.transformerbench.models.compiler.rules.Rules;
import org.transformerbench.models.graph.ModelGraph;

/** The forward pass of a model in operations that have kernels for rows, as far as the rules find them. */
public final class FusedGraph {
    private FusedGraph() {}

    /**
     * Captures a graph and fuses it.
     *
     * @param model the graph
     * @param targets which positions' logits are asked for
     * @return the logits, shape (O, V) for each example
     * @throws UnsupportedGraphException if an operation is not known, or mixes examples
     */
    public static Node logits(ModelGraph model, Targets targets) {
        Builder builder = new Builder();
        Node captured = new Capture(model, builder).logits();
        Node logits = new Rewriter(Rules.rows(), builder)
                .rewrite(new Graph(List.of(captured)))
                .outputs()
                .get(0);
        if (logits.shape().rank() != 2) {
            throw new UnsupportedGraphException("the logits are " + logits.shape() + ", must be (B, O, V)");
        }
        int outputs = logits.shape().dim(0);
        return targets == Targets.LAST && outputs > 1
                ? SlicePushing.push(logits, new Slice(0, outputs - 1, 1, 1), builder)
                : logits;
    }
}

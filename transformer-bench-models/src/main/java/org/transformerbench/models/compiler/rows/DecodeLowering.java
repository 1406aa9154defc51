package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.fused.HeadAttention;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * A lowering of a fused evaluation graph for T positions to a program for one position at a time. What treats each position by
 * itself stays as it is, for one row; attention finds the earlier positions in a cache. Anything else is refused.
 */
public final class DecodeLowering extends RowLowering {
    private final int positions;
    private int attentions;

    private DecodeLowering(SourceGraph model, FlatParameters parameters, Kernels kernels) {
        super(model, parameters, kernels);
        this.positions = model.positions();
    }

    /**
     * Lowers a graph.
     *
     * @param model the graph before fusion
     * @param logits of the fused evaluation graph
     * @param parameters of the model
     * @param kernels whose layout weights get
     * @return a program for one position at a time
     * @throws UnsupportedGraphException if the model mixes positions by anything but causal attention
     */
    public static RowProgram lower(SourceGraph model, Node logits, FlatParameters parameters, Kernels kernels) {
        return new DecodeLowering(model, parameters, kernels).lower(logits);
    }

    @Override
    Value build(Node node) {
        if (node.shape().rank() != 2 || node.shape().dim(0) != positions) {
            throw new UnsupportedGraphException("'" + node.origin() + "' is not computed position by position");
        }
        return super.build(node);
    }

    @Override
    Value embedding(Node node, Node rows) {
        PackedLayout places = node.inputs().size() > 2 ? parameters().table(node.input(2)) : null;
        return add(node, new DecodeEmbeddingOperation(output(node), parameters().table(node.input(1)), places));
    }

    @Override
    Value attention(Node node) {
        HeadAttention attention = (HeadAttention) node.op();
        List<Value> rows = node.inputs().subList(0, 3).stream().map(this::read).toList();
        int width = rows.get(0).width() / attention.heads();
        return add(
                node,
                new CachedAttentionOperation(
                        rows.get(0),
                        rows.get(1),
                        rows.get(2),
                        output(node),
                        attentions++,
                        attention.heads(),
                        width,
                        attention.scale()));
    }

    @Override
    int rows(Node node) {
        return 1;
    }

    /**
     * Returns whether the program of a shorter graph is a prefix of that of a longer one. A model may do another thing for each
     * number of positions, such as to count them from the end; then nothing can be saved.
     *
     * @param shorter for fewer positions
     * @param longer for more
     * @return whether keys and values can be saved
     */
    public static boolean isPrefix(RowProgram shorter, RowProgram longer) {
        List<RowOperation> operations = shorter.operations();
        boolean same = shorter.logits().equals(longer.logits())
                && operations.size() == longer.operations().size();
        for (int i = 0; same && i < operations.size(); i++) {
            same = operations.get(i).isPrefixOf(longer.operations().get(i));
        }
        return same;
    }
}

package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * The importers of SameDiff's own attention, whose operands have positions last: queries (B, K, T) or (B, H, K, T). A mask (B, T)
 * says with 1 and 0 which keys are seen.
 */
final class AttentionImports {
    /** The number that ND4J subtracts from the scores of masked keys. */
    private static final double MASKED = 1e9;

    private AttentionImports() {}

    static void addTo(Map<String, Importer> table) {
        table.put("dot_product_attention", AttentionImports::attention);
        table.put("multi_head_dot_product_attention", AttentionImports::multiHead);
    }

    private static List<CapturedVariable> attention(SourceOperation source) {
        Alignment aligned = Alignment.of(source.operands().subList(0, 3), source.make());
        Node mask = source.operands().size() > 3
                ? mask(source, 3, aligned.nodes().get(0).shape().rank())
                : null;
        List<Node> nodes = aligned.nodes();
        boolean scaled = source.integer(0) != 0;
        Node weights = weights(source.make(), nodes.get(0), nodes.get(1), mask, scaled);
        return List.of(aligned.result(source.make().matmul(nodes.get(2), weights)), aligned.result(weights));
    }

    /** Reshapes a mask into rows of keys, after as many dimensions of size 1 as there are head dimensions. */
    private static Node mask(SourceOperation source, int index, int rank) {
        CapturedVariable mask = source.operand(index);
        if (mask.merged() || mask.batched() && mask.batchAxis() != 0 || mask.rank() != 2) {
            throw new UnsupportedGraphException("its mask is " + mask.describe() + ", must be (B, T)");
        }
        if (!mask.batched() && mask.shape().dim(0) != 1) {
            throw new UnsupportedGraphException("its mask has rows for a fixed number of examples");
        }
        List<Integer> dims = new ArrayList<>();
        for (int i = 2; i < rank; i++) {
            dims.add(1);
        }
        dims.add(mask.shape().dim(mask.shape().rank() - 1));
        dims.add(1);
        return source.make().reshape(mask.node(), dims);
    }

    /** Computes the attention weights of operands (..., K, T): for each query a column with the weights of the values. */
    private static Node weights(Expressions make, Node queries, Node keys, Node mask, boolean scaled) {
        Node scores = make.matmul(make.transpose(keys), queries);
        if (scaled) {
            int width = keys.shape().dim(keys.shape().rank() - 2);
            scores = make.multiply(scores, make.number(1 / Math.sqrt(width)));
        }
        if (mask != null) {
            Node hidden = make.multiply(make.subtract(mask, make.number(1)), make.number(MASKED));
            scores = make.add(scores, hidden);
        }
        return make.transpose(make.softmax(make.transpose(scores)));
    }

    /** Imports multi-head attention with weights (H, K, in) for queries, keys and values, and (H K, out) for the output. */
    private static List<CapturedVariable> multiHead(SourceOperation source) {
        Expressions make = source.make();
        Alignment aligned = Alignment.of(source.operands().subList(0, 3), make);
        List<Node> heads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Node input = aligned.nodes().get(i);
            List<Integer> dims = new ArrayList<>(input.shape().dims());
            dims.add(0, 1);
            heads.add(make.matmul(source.node(3 + i), make.reshape(input, dims)));
        }
        Node mask = source.operands().size() > 7 ? mask(source, 7, 3) : null;
        boolean scaled = source.integer(0) != 0;
        Node weights = weights(make, heads.get(0), heads.get(1), mask, scaled);
        Node mixed = make.matmul(heads.get(2), weights);
        int width = mixed.shape().dim(0) * mixed.shape().dim(1);
        Node joined = make.reshape(mixed, List.of(width, mixed.shape().dim(2)));
        return List.of(aligned.result(make.matmul(make.transpose(source.node(6)), joined)), aligned.result(weights));
    }
}

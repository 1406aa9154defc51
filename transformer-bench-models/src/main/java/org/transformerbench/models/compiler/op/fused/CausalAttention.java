package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * Softmax(scale q k^T + bias) v, in which a position sees itself and earlier ones. Operands: queries, keys and values, each
 * (..., T, K), and a bias (..., T, T), if there is one. Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
 *
 * @param scale multiplies the scores
 * @param biased whether there is a bias
 * @param masked whether the last operand multiplies the weights, as dropout does
 */
public record CausalAttention(float scale, boolean biased, boolean masked) implements Fused {

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node scores = make.matmul(inputs.get(0), make.transpose(inputs.get(1)));
        scores = make.multiply(scores, make.number(scale));
        if (biased) {
            scores = make.add(scores, inputs.get(3));
        }
        int positions = scores.shape().dim(scores.shape().rank() - 1);
        Node seen = make.constant(seen(positions), List.of(positions, positions));
        Node hidden = make.number(Float.NEGATIVE_INFINITY);
        Node weights = make.softmax(make.select(seen, scores, hidden));
        if (masked) {
            weights = make.multiply(weights, inputs.get(inputs.size() - 1));
        }
        return make.matmul(weights, inputs.get(2));
    }

    /** Row by row, 1 where a position (row) sees another one (column). */
    private static float[] seen(int positions) {
        float[] seen = new float[positions * positions];
        for (int query = 0; query < positions; query++) {
            for (int key = 0; key <= query; key++) {
                seen[query * positions + key] = 1;
            }
        }
        return seen;
    }
}

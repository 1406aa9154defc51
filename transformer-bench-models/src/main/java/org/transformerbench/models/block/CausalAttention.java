package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;

/**
 * Scaled dot-product attention in which a position attends to itself and earlier ones. Source: Vaswani et al., "Attention Is All
 * You Need", 2017, section 3.2.
 *
 * @param heads H
 * @param headWidth K; scores are divided by sqrt(K)
 * @param maskedScore what replaces the score of a later position: a large negative number or negative infinity
 * @param dropout probability with which an attention weight is zero in training
 */
public record CausalAttention(int heads, int headWidth, double maskedScore, double dropout) {

    /**
     * Computes softmax(scale q k^T) v under the causal mask.
     *
     * @param graph knows T
     * @param queries shape (B, T, H K)
     * @param keys shape (B, T, H K)
     * @param values shape (B, T, H K)
     * @return shape (B, T, H K)
     */
    public SDVariable attend(GraphScope graph, SDVariable queries, SDVariable keys, SDVariable values) {
        SameDiff sd = graph.graph();
        int positions = graph.positions();
        SDVariable q = splitHeads(queries, positions); // (B, H, T, K)
        SDVariable k = splitHeads(keys, positions);
        SDVariable v = splitHeads(values, positions);
        SDVariable scores = sd.mmul(q, k, false, true, false).mul(1 / Math.sqrt(headWidth)); // (B, H, T, T)
        SDVariable weights = sd.nn().softmax(mask(sd, scores, positions), 3);
        weights = graph.dropout(weights, dropout, heads, positions, positions);
        return weights.mmul(v).permute(0, 2, 1, 3).reshape(-1, positions, heads * headWidth);
    }

    private SDVariable splitHeads(SDVariable x, int positions) {
        return x.reshape(-1, positions, heads, headWidth).permute(0, 2, 1, 3);
    }

    /** Masks scores by multiplication and addition: both have right gradients, and infinity only ever meets a sum. */
    private SDVariable mask(SameDiff sd, SDVariable scores, int positions) {
        float[] keep = new float[positions * positions];
        float[] replacement = new float[positions * positions];
        for (int query = 0; query < positions; query++) {
            for (int key = 0; key < positions; key++) {
                boolean later = key > query;
                keep[query * positions + key] = later ? 0 : 1;
                replacement[query * positions + key] = later ? (float) maskedScore : 0;
            }
        }
        SDVariable kept = scores.mul(constant(sd, keep, positions));
        return kept.add(constant(sd, replacement, positions));
    }

    private static SDVariable constant(SameDiff sd, float[] values, int positions) {
        return sd.constant(Nd4j.createFromArray(values).reshape(1, 1, positions, positions));
    }
}

package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.config.Require;

/**
 * Rotary position embedding: at position t, the pair of numbers i and i + K/2 of a head is rotated by the angle t theta^(-2i/K).
 * Source: Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021; in the half-rotation form of
 * huggingface/transformers, {@code rotate_half} in {@code models/llama/modeling_llama.py}.
 *
 * @param headWidth K; even
 * @param theta base of the angles; above 0
 */
public record RotaryPositions(int headWidth, double theta) {

    public RotaryPositions {
        Require.atLeast("headWidth", headWidth, 2);
        Require.that(headWidth % 2 == 0, "headWidth", headWidth, "must be even");
        Require.positive("theta", theta);
    }

    /**
     * Rotates queries or keys.
     *
     * @param graph knows T
     * @param x shape (B, T, H, K)
     * @return the same shape
     */
    public SDVariable rotate(GraphScope graph, SDVariable x) {
        SDIndex all = SDIndex.all();
        SDVariable first = x.get(all, all, all, SDIndex.interval(0, headWidth / 2));
        SDVariable second = x.get(all, all, all, SDIndex.interval(headWidth / 2, headWidth));
        SDVariable turned = graph.graph().concat(3, second.neg(), first);
        return x.mul(table(graph, Math::cos)).add(turned.mul(table(graph, Math::sin)));
    }

    private interface Curve {
        double at(double angle);
    }

    /** Returns a function of all angles, shape (1, T, 1, K): those of the first half, and again. */
    private SDVariable table(GraphScope graph, Curve curve) {
        int positions = graph.positions();
        int half = headWidth / 2;
        float[] values = new float[positions * headWidth];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < headWidth; i++) {
                double angle = position * Math.pow(theta, -2.0 * (i % half) / headWidth);
                values[position * headWidth + i] = (float) curve.at(angle);
            }
        }
        return graph.graph().constant(Nd4j.createFromArray(values).reshape(1, positions, 1, headWidth));
    }
}

package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Gradients;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.runtime.View;

/**
 * {@link org.transformerbench.models.compiler.op.fused.CausalAttention} of one new position: its key and value join those of the
 * earlier positions, which the decoder caches, and its query attends to all of them. Operands: query and key (..., 1, K), value
 * (..., 1, N), and a bias (..., T, T) that all examples share, if there is one.
 *
 * @param index of the attention among those of its graph
 * @param scale multiplies the scores
 * @param biased whether there is a bias
 */
public record CachedAttention(int index, float scale, boolean biased) implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        for (Shape operand : inputs.subList(0, 3)) {
            if (operand.rank() < 2 || operand.dim(operand.rank() - 2) != 1) {
                throw new ShapeException(operand + " is not of one position");
            }
        }
        Shape query = inputs.get(0);
        Shape key = inputs.get(1);
        if (query.dim(query.rank() - 1) != key.dim(key.rank() - 1)) {
            throw new ShapeException("the query " + query + " and the key " + key + " differ in width");
        }
        Shape scores = query.with(query.rank() - 1, 1).broadcast(key.with(key.rank() - 1, 1));
        if (biased) {
            Shape bias = inputs.get(3);
            scores = scores.broadcast(bias.with(bias.rank() - 1, 1).with(bias.rank() - 2, 1));
        }
        return scores.broadcast(inputs.get(2));
    }

    /** Always throws: a decoder has no backward pass. */
    @Override
    public void gradient(Node node, Node upstream, Builder builder, Gradients gradients) {
        throw new IllegalStateException("decoding has no gradient");
    }

    /** Always throws: only a decoder has the cache. */
    @Override
    public void evaluate(List<View> inputs, View output) {
        throw new IllegalStateException(this + " is computed by a decoder");
    }
}

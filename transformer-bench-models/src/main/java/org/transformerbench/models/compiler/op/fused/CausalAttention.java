package org.transformerbench.models.compiler.op.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Slice;

/**
 * Causal attention: softmax(scale q k^T + bias) v, in which a position attends to itself and earlier ones. Operands: queries
 * (..., R, K) of the last R positions, keys and values (..., T, K), and a bias (..., R, T), if there is one. Source: Vaswani et
 * al., "Attention Is All You Need", 2017, section 3.2.
 *
 * @param scale multiplies the scores
 * @param biased whether there is a bias
 * @param masked whether the last operand multiplies the weights, as dropout does
 */
public record CausalAttention(float scale, boolean biased, boolean masked) implements Fused {

    /** {@inheritDoc} Without the composition, whose mask has an element for each two positions. */
    @Override
    public Shape infer(List<Shape> inputs) {
        return new Matmul().infer(List.of(largestValue(inputs), inputs.get(2)));
    }

    /** Returns the shape of the weights, (..., R, T). */
    @Override
    public Shape largestValue(List<Shape> inputs) {
        for (Shape operand : inputs) {
            if (operand.rank() < 2) {
                throw new ShapeException(operand + " has no rows of positions");
            }
        }
        Shape key = inputs.get(1);
        int last = key.rank() - 1;
        Shape transposed = key.with(last, key.dim(last - 1)).with(last - 1, key.dim(last));
        Shape scores = new Matmul().infer(List.of(inputs.get(0), transposed));
        Shape biases = biased ? scores.broadcast(inputs.get(3)) : scores;
        int rows = biases.dim(biases.rank() - 2);
        int positions = biases.dim(biases.rank() - 1);
        if (rows > positions) {
            throw new ShapeException(rows + " rows attend to " + positions + " positions, which are fewer");
        }
        return masked ? biases.broadcast(inputs.get(inputs.size() - 1)) : biases;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node scores = make.matmul(inputs.get(0), make.transpose(inputs.get(1)));
        scores = make.multiply(scores, make.number(scale));
        if (biased) {
            scores = make.add(scores, inputs.get(3));
        }
        int rank = scores.shape().rank();
        int rows = scores.shape().dim(rank - 2);
        int positions = scores.shape().dim(rank - 1);
        Node seen = make.constant(seen(rows, positions), List.of(rows, positions));
        Node hidden = make.number(Float.NEGATIVE_INFINITY);
        Node weights = make.softmax(make.select(seen, scores, hidden));
        if (masked) {
            weights = make.multiply(weights, inputs.get(inputs.size() - 1));
        }
        return make.matmul(weights, inputs.get(2));
    }

    /** Returns the causal mask row by row: 1 where a position (row) attends to another one (column). */
    private static float[] seen(int rows, int positions) {
        float[] seen = new float[rows * positions];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(seen, row * positions, row * positions + positions - rows + row + 1, 1);
        }
        return seen;
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice rows) {
        int axis = rows.axis();
        int rank = node.shape().rank();
        if (axis != rank - 2 || !isLast(rows, node.shape().dim(axis))) {
            return List.of();
        }
        List<Optional<Slice>> parts = new ArrayList<>(Collections.nCopies(3, Optional.empty()));
        parts.set(0, Optional.of(rows));
        for (Node other : node.inputs().subList(3, node.inputs().size())) {
            parts.add(Optional.of(rows.along(other.shape().rank() - 2)));
        }
        return parts;
    }

    /** Returns whether the queries are the last of the positions: for others the mask would differ. */
    static boolean isLast(Slice rows, int positions) {
        return rows.step() == 1 && rows.begin() + rows.count() == positions;
    }
}

package org.transformerbench.models.compiler.op.fused;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Slice;

/**
 * {@link CausalAttention} whose heads lie side by side in rows. Operands: queries (R, H K) of the last R positions, keys and
 * values (T, H K), and a factor (H, R, T) for each weight, if there is one.
 *
 * @param heads H
 * @param scale multiplies the scores
 * @param masked whether the last operand multiplies the weights, as dropout does
 */
public record HeadAttention(int heads, float scale, boolean masked) implements Fused {

    /** {@inheritDoc} Without the composition, whose mask has an element for each two positions. */
    @Override
    public Shape infer(List<Shape> inputs) {
        List<Shape> operands = apart(inputs);
        Shape mixed = attention().infer(operands);
        if (!mixed.dims().equals(operands.get(0).dims())) {
            throw new ShapeException("the values of " + heads + " heads are mixed to " + mixed
                    + ", which are not rows as the queries " + inputs.get(0));
        }
        return inputs.get(0).withBatch(mixed.batched());
    }

    /** Returns the shape of the weights, (H, R, T). */
    @Override
    public Shape largestValue(List<Shape> inputs) {
        return attention().largestValue(apart(inputs));
    }

    private CausalAttention attention() {
        return new CausalAttention(scale, false, masked);
    }

    private List<Shape> apart(List<Shape> inputs) {
        List<Shape> operands = new ArrayList<>();
        for (Shape rows : inputs.subList(0, 3)) {
            if (rows.rank() != 2 || heads < 1 || rows.dim(1) % heads != 0) {
                throw new ShapeException(rows + " are no rows of " + heads + " heads side by side");
            }
            operands.add(rows.withDims(List.of(heads, rows.dim(0), rows.dim(1) / heads)));
        }
        operands.addAll(inputs.subList(3, inputs.size()));
        return operands;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        List<Node> operands = new ArrayList<>();
        inputs.subList(0, 3).forEach(rows -> operands.add(apart(rows, make)));
        operands.addAll(inputs.subList(3, inputs.size()));
        Node mixed = make.apply(attention(), operands.toArray(Node[]::new));
        return make.reshape(make.swap(mixed, 0, 1), inputs.get(0).shape().dims());
    }

    private Node apart(Node rows, Expressions make) {
        int positions = rows.shape().dim(0);
        return make.swap(
                make.reshape(rows, List.of(positions, heads, rows.shape().dim(1) / heads)), 0, 1);
    }

    @Override
    public List<Optional<Slice>> operandsOf(Node node, Slice rows) {
        if (rows.axis() != 0 || !CausalAttention.isLast(rows, node.shape().dim(0))) {
            return List.of();
        }
        List<Optional<Slice>> parts = new ArrayList<>(Collections.nCopies(3, Optional.empty()));
        parts.set(0, Optional.of(rows));
        if (masked) {
            parts.add(Optional.of(rows.along(1)));
        }
        return parts;
    }
}

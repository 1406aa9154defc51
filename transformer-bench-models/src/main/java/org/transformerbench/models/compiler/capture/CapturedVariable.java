package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;

/**
 * A captured SameDiff variable: its node and where the batch axis lies. SameDiff knows no batch axis: it may stand anywhere among
 * the dimensions of a variable, or be one with another one, as in (B T, D). The node has it apart.
 *
 * @param node the value of each example
 * @param batchAxis which dimension of the variable is the batch; -1 for none
 * @param merge whether that dimension is also the node's dimension of the same number
 */
record CapturedVariable(Node node, int batchAxis, BatchMerge merge) {

    CapturedVariable {
        if (merge != BatchMerge.NONE
                && (batchAxis < 0 || batchAxis >= node.shape().rank())) {
            throw new IllegalArgumentException("batchAxis is " + batchAxis + "; must be a dimension of " + node.shape()
                    + " that is the batch as well");
        }
    }

    /** Creates a variable without batch axis. */
    static CapturedVariable constant(Node node) {
        return new CapturedVariable(node, -1, BatchMerge.NONE);
    }

    /** Creates a variable whose first axis is the batch. */
    static CapturedVariable batchFirst(Node node) {
        return new CapturedVariable(node, 0, BatchMerge.NONE);
    }

    boolean merged() {
        return merge != BatchMerge.NONE;
    }

    CapturedVariable with(Node other) {
        return new CapturedVariable(other, batchAxis, merge);
    }

    boolean batched() {
        return batchAxis >= 0;
    }

    Shape shape() {
        return node.shape();
    }

    /** Returns the number of dimensions of the variable. */
    int rank() {
        return shape().rank() + (batched() && !merged() ? 1 : 0);
    }

    /** Returns the index of a dimension that may be counted from the end. */
    int normalised(int axis) {
        int positive = axis < 0 ? axis + rank() : axis;
        if (positive < 0 || positive >= rank()) {
            throw new ShapeException("there is no dimension " + axis + " in " + describe());
        }
        return positive;
    }

    /** Returns the node's dimension for a dimension of the variable. */
    int nodeAxis(int axis) {
        int positive = normalised(axis);
        if (batched() && positive == batchAxis) {
            throw new UnsupportedGraphException(
                    "it works along the dimension " + positive + " of " + describe() + ", which holds the examples");
        }
        return batched() && !merged() && positive > batchAxis ? positive - 1 : positive;
    }

    /** Describes the shape, as in {@code (B x 12, 16)}. */
    String describe() {
        List<String> parts = new ArrayList<>();
        shape().dims().forEach(dim -> parts.add(String.valueOf(dim)));
        if (merged()) {
            String own = parts.get(batchAxis);
            parts.set(batchAxis, merge == BatchMerge.BATCH_FIRST ? "B x " + own : own + " x B");
        } else if (batched()) {
            parts.add(batchAxis, "B");
        }
        return "(" + String.join(", ", parts) + ")";
    }
}

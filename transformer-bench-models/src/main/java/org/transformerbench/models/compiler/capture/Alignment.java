package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * Operands with their dimensions aligned at the last one, as element-wise operations need them, and with the batch axis of all in
 * the same place.
 *
 * @param nodes the operands without batch axis, aligned at their last dimensions
 * @param batchAxis of the result; -1 for none
 * @param merge of the result
 */
record Alignment(List<Node> nodes, int batchAxis, BatchMerge merge) {

    /**
     * Aligns operands.
     *
     * @throws UnsupportedGraphException if examples of one operand would meet other examples, or other dimensions
     */
    static Alignment of(List<CapturedVariable> operands, Expressions make) {
        int rank = operands.stream().mapToInt(CapturedVariable::rank).max().orElseThrow();
        CapturedVariable model =
                operands.stream().filter(CapturedVariable::batched).findFirst().orElse(null);
        if (model == null) {
            return new Alignment(operands.stream().map(CapturedVariable::node).toList(), -1, BatchMerge.NONE);
        }
        int fromLast = model.rank() - model.batchAxis();
        List<Node> nodes = new ArrayList<>();
        for (CapturedVariable operand : operands) {
            if (!operand.batched()) {
                nodes.add(withoutBatch(operand, fromLast, model, make));
            } else if (operand.rank() - operand.batchAxis() == fromLast && operand.merge() == model.merge()) {
                nodes.add(operand.node());
            } else {
                throw new UnsupportedGraphException("the examples of " + model.describe() + " and " + operand.describe()
                        + " are not in the same dimension");
            }
        }
        return new Alignment(nodes, rank - fromLast, model.merge());
    }

    /**
     * Aligns an operand that is the same for all examples; it must have size 1, or no dimension, where the others have the batch.
     */
    private static Node withoutBatch(CapturedVariable operand, int fromLast, CapturedVariable model, Expressions make) {
        int axis = operand.rank() - fromLast;
        if (axis < 0) {
            return operand.node();
        }
        if (operand.shape().dim(axis) != 1) {
            throw new UnsupportedGraphException(operand.describe() + " has "
                    + operand.shape().dim(axis) + " in the dimension that holds the examples of " + model.describe());
        }
        return model.merged()
                ? operand.node()
                : make.reshape(operand.node(), operand.shape().without(axis).dims());
    }

    /** Returns a result with the dimensions of the aligned operands. */
    CapturedVariable result(Node node) {
        return node.shape().batched() ? new CapturedVariable(node, batchAxis, merge) : CapturedVariable.constant(node);
    }
}

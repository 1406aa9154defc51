package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Sum;

/**
 * A sum over the batch of matrix products, which need not be stored one by one.
 *
 * @param product the product
 * @param axes its dimensions that are added up, the batch not counted
 * @param absorbed what is computed on the way, the product included
 */
record WeightGradient(Node product, Set<Integer> axes, List<Node> absorbed) {

    /**
     * Matches a sum over the batch; empty if it is no sum of products.
     *
     * @param sum the sum over the batch
     * @param readers how often each value is read
     */
    static Optional<WeightGradient> of(Node sum, Map<Node, Integer> readers) {
        if (!(sum.op() instanceof BatchSum)) {
            return Optional.empty();
        }
        List<Node> absorbed = new ArrayList<>();
        Set<Integer> axes = new HashSet<>();
        Node value = sum.input(0);
        if (value.op() instanceof Reshape
                && readers.get(value) == 1
                && value.input(0).op() instanceof Sum) {
            absorbed.add(value);
            value = value.input(0);
        }
        if (value.op() instanceof Sum partial && readers.get(value) == 1) {
            absorbed.add(value);
            axes.addAll(partial.axes());
            value = value.input(0);
        }
        absorbed.add(value);
        int outer = value.shape().rank() - 2;
        boolean isProduct = value.op() instanceof Matmul
                && readers.get(value) == 1
                && value.inputs().stream().allMatch(input -> input.shape().batched())
                && axes.stream().allMatch(axis -> axis < outer);
        return isProduct ? Optional.of(new WeightGradient(value, axes, absorbed)) : Optional.empty();
    }
}

package org.transformerbench.models.compiler.op.fused;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * Layer normalisation without gain and bias: (x - mean) / sqrt(variance + epsilon) along the last dimension. Source: Ba, Kiros
 * and Hinton, "Layer Normalization", 2016.
 *
 * @param epsilon under the root; 0 for none, which makes 0 of numbers that are all equal
 */
public record Standardise(float epsilon) implements Norm {

    @Override
    public boolean centred() {
        return true;
    }

    @Override
    public Node decompose(List<Node> inputs, Expressions make) {
        Node x = inputs.get(0);
        List<Integer> last = List.of(x.shape().rank() - 1);
        Node centred = make.subtract(x, make.mean(x, last));
        Node variance = make.mean(make.multiply(centred, centred), last);
        if (epsilon == 0) {
            Node positive = make.compare(Relation.GREATER, variance, make.number(0));
            return make.multiply(centred, make.inverseSquareRoot(make.select(positive, variance, make.number(1))));
        }
        return make.multiply(centred, make.inverseSquareRoot(make.add(variance, make.number(epsilon))));
    }
}

package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.Nd4jPartGradient;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.compiler.runtime.Nd4jCall;
import org.transformerbench.models.compiler.runtime.Operand;

/** A selection of the calls of ND4J between two segments. */
final class CallSelection {
    /** Gives where a value is. */
    private final Function<Node, Operand> tensors;
    /** Places of sums over the batch. */
    private final Map<Node, Integer> sums;

    CallSelection(Function<Node, Operand> tensors, Map<Node, Integer> sums) {
        this.tensors = tensors;
        this.sums = sums;
    }

    /** Returns the calls of ND4J; the gradients of all inputs of a part are one call. */
    List<Nd4jCall> select(List<Node> parts) {
        Map<List<Object>, List<Node>> together = new LinkedHashMap<>();
        for (Node node : parts) {
            Nd4jOp op = (Nd4jOp) node.op();
            together.computeIfAbsent(List.of(op.getClass(), op.region(), node.inputs()), first -> new ArrayList<>())
                    .add(node);
        }
        return together.values().stream().map(this::call).toList();
    }

    private Nd4jCall call(List<Node> same) {
        Node first = same.get(0);
        Region region = ((Nd4jOp) first.op()).region();
        int inputs = region.inputs().size();
        List<Operand> operands =
                first.inputs().subList(0, inputs).stream().map(tensors).toList();
        if (first.op() instanceof Nd4jPart) {
            return new Nd4jCall(region, operands, tensors.apply(first), List.of());
        }
        List<Nd4jCall.Gradient> gradients = new ArrayList<>();
        for (Node node : same) {
            gradients.add(new Nd4jCall.Gradient(
                    ((Nd4jPartGradient) node.op()).input(),
                    sums.getOrDefault(node, -1),
                    node.shape().batched() ? tensors.apply(node) : null));
        }
        return new Nd4jCall(region, operands, tensors.apply(first.input(inputs)), gradients);
    }
}

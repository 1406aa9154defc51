package org.transformerbench.models.compiler.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.runtime.ChainInstruction;
import org.transformerbench.models.compiler.runtime.ChainInstruction.Contiguous;
import org.transformerbench.models.compiler.runtime.ChainInstruction.Gathered;
import org.transformerbench.models.compiler.runtime.ChainInstruction.Link;
import org.transformerbench.models.compiler.runtime.ChainInstruction.Place;
import org.transformerbench.models.compiler.runtime.ChainInstruction.Scalar;
import org.transformerbench.models.compiler.runtime.ChainInstruction.Scratch;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.View;

/**
 * A selection that turns a chain of element-wise operations into one instruction, and gives intermediate results temporary arrays
 * of one chunk.
 */
final class ChainSelection {
    private final List<Node> nodes;
    private final Set<Node> chain;
    private final Function<Node, Operand> tensors;
    private final Predicate<Node> isStored;
    private final Function<Node, Operand> numbers;
    private final int lanes;
    private final List<Gathered> collected = new ArrayList<>();
    private final Map<Node, Place> places = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int slots;

    /**
     * Creates a chain selection for a chain.
     *
     * @param nodes each after its operands
     * @param tensors gives where a value is
     * @param isStored whether a value has a buffer
     * @param numbers gives a chunk full of what is one number for all examples
     * @param lanes how many examples a micro-batch has
     */
    ChainSelection(
            List<Node> nodes,
            Function<Node, Operand> tensors,
            Predicate<Node> isStored,
            Function<Node, Operand> numbers,
            int lanes) {
        this.nodes = nodes;
        this.chain = Set.copyOf(nodes);
        this.tensors = tensors;
        this.isStored = isStored;
        this.numbers = numbers;
        this.lanes = lanes;
    }

    ChainInstruction select() {
        Map<Node, Integer> lastReader = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (Node input : nodes.get(i).inputs()) {
                lastReader.put(input, i);
            }
        }
        // Operands from outside first: what is collected for a chunk has its space for the whole chain.
        for (Node node : nodes) {
            for (Node input : node.inputs()) {
                if (!chain.contains(input)) {
                    outside(input);
                }
            }
        }
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<Place> inputs = new ArrayList<>(node.inputs().size());
            for (Node input : node.inputs()) {
                inputs.add(places.get(input));
            }
            Place output = isStored.test(node) ? new Contiguous(tensors.apply(node)) : new Scratch(take());
            places.put(node, output);
            links.add(new Link((Elementwise) node.op(), inputs, output));
            for (Node input : node.inputs()) {
                // Removed, so that an operand that is read twice gives back its space once.
                if (places.get(input) instanceof Scratch space && lastReader.remove(input, i)) {
                    free.push(space.slot());
                }
            }
        }
        return new ChainInstruction(collected, links, nodes.get(0).shape().size(), slots);
    }

    private int take() {
        return free.isEmpty() ? slots++ : free.pop();
    }

    private void outside(Node input) {
        if (places.containsKey(input)) {
            return;
        }
        if (!input.shape().batched() && input.shape().size() == 1) {
            places.put(input, new Scalar(numbers.apply(input)));
            return;
        }
        Operand tensor = tensors.apply(input);
        int[] dims = nodes.get(0).shape().sizes(lanes);
        View view = tensor.view().broadcastTo(dims);
        if (isWhole(view)) {
            places.put(input, new Contiguous(tensor.with(view)));
        } else {
            Gathered operand = new Gathered(tensor.with(view), view.elements(), take());
            collected.add(operand);
            places.put(input, operand);
        }
    }

    /** Returns whether elements lie in the order of the chain's; dimensions of size 1 are ignored. */
    private boolean isWhole(View view) {
        int expected = lanes;
        for (int axis = view.rank() - 1; axis > 0; axis--) {
            if (view.dims()[axis] > 1 && view.strides()[axis] != expected) {
                return false;
            }
            expected *= view.dims()[axis];
        }
        return true;
    }
}

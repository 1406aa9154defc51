package org.transformerbench.models.compiler.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Sliceable;

/**
 * A transformation that pushes slices towards the leaves, so that only rows are computed that the result reads: the logits of the
 * last position need the other rows only up to the last operation in which positions meet. Goes through the graph twice: from the
 * result to the leaves to find out which rows of each value are read, and back to compute them. What somebody reads whole is not
 * computed twice.
 */
public final class SlicePushing {
    private final Builder builder;
    private final Expressions make;
    /** The part that is read of each value: some rows, or all of it. */
    private final Map<Node, Optional<Slice>> reads = new HashMap<>();

    private SlicePushing(Builder builder) {
        this.builder = builder;
        this.make = new Expressions(builder);
    }

    /**
     * Pushes the slice of a value.
     *
     * @param output the value
     * @param slice which of its rows
     * @param builder makes nodes
     * @return the rows, of as few others as possible
     */
    public static Node push(Node output, Slice slice, Builder builder) {
        SlicePushing pushing = new SlicePushing(builder);
        List<Node> nodes = new Graph(List.of(output)).nodes();
        pushing.read(output, Optional.of(slice));
        for (int i = nodes.size() - 1; i >= 0; i--) {
            pushing.spread(nodes.get(i));
        }
        Map<Node, Node> sliced = new HashMap<>();
        for (Node node : nodes) {
            if (pushing.reads.get(node).isPresent()) {
                sliced.put(node, builder.withOrigin(node.origin(), () -> pushing.sliced(node, sliced)));
            }
        }
        return pushing.operand(output, Optional.of(slice), sliced);
    }

    private void read(Node node, Optional<Slice> part) {
        Optional<Slice> wanted = part.filter(slice -> !coversAll(node, slice));
        reads.merge(node, wanted, (one, other) -> one.equals(other) ? one : Optional.empty());
    }

    private static boolean coversAll(Node node, Slice slice) {
        return node.shape().dim(slice.axis()) == slice.count() && slice.begin() == 0 && slice.step() == 1;
    }

    /** Finds what a value reads, once all its readers are known. */
    private void spread(Node node) {
        List<Optional<Slice>> parts =
                reads.get(node).map(slice -> Sliceable.operands(node, slice)).orElse(List.of());
        if (parts.isEmpty()) {
            reads.put(node, Optional.empty());
            node.inputs().forEach(input -> read(input, Optional.empty()));
        }
        for (int i = 0; i < parts.size(); i++) {
            read(node.input(i), parts.get(i));
        }
    }

    private Node sliced(Node node, Map<Node, Node> known) {
        Slice slice = reads.get(node).orElseThrow();
        List<Optional<Slice>> parts = Sliceable.operands(node, slice);
        List<Node> operands = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            operands.add(operand(node.input(i), parts.get(i), known));
        }
        return ((Sliceable) node.op()).compute(node, slice, operands, make);
    }

    private Node operand(Node input, Optional<Slice> part, Map<Node, Node> known) {
        if (part.isEmpty() || coversAll(input, part.get())) {
            return input;
        }
        return reads.get(input).isPresent()
                ? known.get(input)
                : builder.withOrigin(input.origin(), () -> make.apply(part.get(), input));
    }
}

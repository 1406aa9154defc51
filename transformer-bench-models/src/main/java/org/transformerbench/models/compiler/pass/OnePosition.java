package org.transformerbench.models.compiler.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.CachedAttention;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.Sliceable;
import org.transformerbench.models.compiler.op.fused.CausalAttention;
import org.transformerbench.models.compiler.op.fused.Embedding;

/**
 * The pass that derives the graph of one position from the graph of all positions. Goes through the graph twice: from the logits
 * to the tokens to find out which part of each value the first position is, and back to compute that part, which stands for any.
 * Each operation must compute a position of its result from the same one of its operands; only causal attention may read earlier
 * ones, whose keys and values are kept. Of what all examples share, such as rotations or a table of positions, each example gets
 * the row of its own position.
 *
 * @param positions T, at least 2: of a single position nobody can tell where it lies
 */
public record OnePosition(int positions) implements Pass {
    /** Name of the placeholder of each example's position, from 0; shape (B, 1). */
    public static final String POSITION = "position";

    private static final Slice FIRST = new Slice(0, 0, 1, 1);

    @Override
    public String name() {
        return "one position";
    }

    /**
     * Derives the graph.
     *
     * @throws UnsupportedGraphException if an operation other than causal attention reads other positions than its own
     */
    @Override
    public CompilationUnit apply(CompilationUnit unit, Builder builder) {
        Node logits = unit.logits();
        if (positions < 2) {
            throw new UnsupportedGraphException("a graph of one position does not tell where positions lie");
        }
        Map<Node, Slice> places = new HashMap<>(Map.of(logits, FIRST));
        List<Node> nodes = new Graph(List.of(logits)).nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (places.containsKey(nodes.get(i))) {
                spread(nodes.get(i), places);
            }
        }
        return unit.withLogits(new Maker(builder, places).make(nodes, logits));
    }

    /** Records where the first position lies in a value's operands, given where it lies in the value. */
    private void spread(Node node, Map<Node, Slice> places) {
        if (isTokens(node) && places.get(node).equals(FIRST)) {
            return;
        }
        List<Optional<Slice>> parts = reads(node, places.get(node));
        for (int i = 0; i < node.inputs().size(); i++) {
            Node input = node.input(i);
            if (input.shape().batched()) {
                // An operand that is repeated for all positions is none of them.
                Node meeting = node.op() instanceof Elementwise ? input : node;
                Slice part = parts.get(i).orElseThrow(() -> refusal(meeting));
                Slice known = places.putIfAbsent(input, part);
                if (known != null && !known.equals(part)) {
                    throw refusal(node);
                }
            }
        }
    }

    private boolean isTokens(Node node) {
        return node.op() instanceof Placeholder placeholder
                && placeholder.name().equals(SourceGraph.TOKENS)
                && node.shape().equals(Shape.perExample(positions));
    }

    /** Returns in which part of each operand the same position lies; empty for operands that are read whole. */
    private List<Optional<Slice>> reads(Node node, Slice place) {
        List<Optional<Slice>> parts = node.op() instanceof CausalAttention attention
                ? attended(node, attention, place)
                : Sliceable.operands(node, place);
        if (parts.isEmpty()) {
            throw refusal(node);
        }
        return parts;
    }

    private List<Optional<Slice>> attended(Node node, CausalAttention attention, Slice place) {
        if (attention.masked() || !place.equals(new Slice(node.shape().rank() - 2, 0, 1, 1))) {
            return List.of();
        }
        List<Optional<Slice>> parts =
                new ArrayList<>(Collections.nCopies(node.inputs().size(), Optional.empty()));
        for (int i = 0; i < 3; i++) {
            Shape shape = node.input(i).shape();
            int rows = shape.rank() - 2;
            if (!shape.batched() || shape.dim(rows) != positions) {
                return List.of();
            }
            parts.set(i, Optional.of(new Slice(rows, 0, 1, 1)));
        }
        return parts;
    }

    private static UnsupportedGraphException refusal(Node node) {
        String name = node.origin().isEmpty() ? "" : "'" + node.origin() + "' ";
        return new UnsupportedGraphException(
                "positions meet in " + name + "(" + node.op().name() + ")");
    }

    /** A factory of the nodes of one position. */
    private final class Maker {
        private final Builder builder;
        private final Expressions make;
        private final Map<Node, Slice> places;
        private final Map<Node, Node> made = new HashMap<>();
        private final Node position;
        private int attentions;

        Maker(Builder builder, Map<Node, Slice> places) {
            this.builder = builder;
            this.make = new Expressions(builder);
            this.places = places;
            this.position = builder.node(new Placeholder(POSITION, Shape.perExample(1)));
        }

        Node make(List<Node> nodes, Node logits) {
            for (Node node : nodes) {
                if (places.containsKey(node)) {
                    made.put(node, builder.withOrigin(node.origin(), () -> one(node)));
                }
            }
            return made.get(logits);
        }

        private Node one(Node node) {
            if (isTokens(node)) {
                return builder.node(new Placeholder(SourceGraph.TOKENS, Shape.perExample(1)));
            }
            Slice place = places.get(node);
            List<Optional<Slice>> parts = reads(node, place);
            List<Node> operands = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                Node input = node.input(i);
                Optional<Slice> part = parts.get(i);
                operands.add(
                        input.shape().batched()
                                ? made.get(input)
                                : part.map(slice -> row(input, slice)).orElse(input));
            }
            if (node.op() instanceof CausalAttention attention) {
                CachedAttention cached = new CachedAttention(attentions++, attention.scale(), attention.biased());
                return make.apply(cached, operands.toArray(Node[]::new));
            }
            return ((Sliceable) node.op()).compute(node, place, operands, make);
        }

        /** Returns, for each example, the row of a shared value at its position. */
        private Node row(Node shared, Slice first) {
            List<Integer> dims = shared.shape().dims();
            int axis = first.axis();
            // Positions beside others in one dimension: within each of those, or around all of them.
            List<Integer> split = new ArrayList<>(dims);
            split.set(axis, positions);
            boolean within = first.step() > 1;
            split.add(within ? axis : axis + 1, first.count());
            int place = within ? axis + 1 : axis;
            List<Integer> order = new ArrayList<>(List.of(place));
            for (int i = 0; i < split.size(); i++) {
                if (i != place) {
                    order.add(i);
                }
            }
            int width = shared.shape().size() / positions;
            Node table = make.reshape(make.permute(make.reshape(shared, split), order), List.of(positions, width));
            return make.reshape(
                    make.apply(new Embedding(), position, table),
                    shared.shape().with(axis, first.count()).dims());
        }
    }
}

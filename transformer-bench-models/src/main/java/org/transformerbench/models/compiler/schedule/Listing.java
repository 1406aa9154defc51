package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.runtime.SliceProgram.Line;

/** Describes a program for people. */
final class Listing {
    private Listing() {}

    /** A line per group, in order. */
    static List<Line> of(List<Group> groups, Node logits, Predicate<Node> isStored) {
        Set<Node> forward = new HashSet<>(new Graph(List.of(logits)).nodes());
        List<Line> lines = new ArrayList<>();
        for (Group group : groups) {
            lines.add(line(group.nodes(), isStored, group.nodes().stream().anyMatch(forward::contains)));
        }
        return List.copyOf(lines);
    }

    private static Line line(List<Node> nodes, Predicate<Node> isStored, boolean forward) {
        Node last = nodes.get(nodes.size() - 1);
        String kernel =
                nodes.stream().map(node -> node.op().name()).collect(Collectors.joining(" ")) + " " + last.shape();
        List<String> variables = nodes.stream()
                .map(Node::origin)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        long floats = nodes.stream()
                .filter(isStored)
                .mapToLong(node -> node.shape().size())
                .sum();
        return new Line(
                kernel, variables, nodes.stream().mapToLong(Listing::flops).sum(), floats, forward);
    }

    /** A product with a one-hot matrix is a choice of rows. */
    private static long flops(Node node) {
        if (!(node.op() instanceof Matmul) || node.input(0).op() instanceof OneHot) {
            return 0;
        }
        int rank = node.input(0).shape().rank();
        return 2L * node.shape().size() * node.input(0).shape().dim(rank - 1);
    }
}

package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.compiler.runtime.SliceProgram.Line;

/** Describes a program for people. */
final class Listing {
    private Listing() {}

    /** The groups of the forward pass, in order. */
    static List<Line> of(List<Group> groups, Set<Node> forward, Predicate<Node> isStored) {
        List<Line> lines = new ArrayList<>();
        for (Group group : groups) {
            if (forward.containsAll(group.nodes())) {
                lines.add(line(group.nodes(), isStored));
            }
        }
        return List.copyOf(lines);
    }

    /** What ND4J computes. */
    static Line part(Node node) {
        Region region = ((Nd4jPart) node.op()).region();
        String kernel = String.join(", ", region.kinds());
        return new Line(kernel, region.variables(), 0, node.shape().size(), true);
    }

    private static Line line(List<Node> nodes, Predicate<Node> isStored) {
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
                kernel, variables, nodes.stream().mapToLong(Listing::flops).sum(), floats, false);
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

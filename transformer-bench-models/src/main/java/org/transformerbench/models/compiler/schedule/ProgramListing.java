package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.transformerbench.models.compiler.batch.ProgramLine;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.OneHot;

/** A description of a program for people. */
final class ProgramListing {
    private ProgramListing() {}

    /**
     * Describes each group on one line, in order.
     *
     * @param forward what the logits depend on, and is computed for them
     */
    static List<ProgramLine> of(List<Group> groups, Set<Node> forward, Predicate<Node> isStored) {
        List<ProgramLine> lines = new ArrayList<>();
        for (Group group : groups) {
            lines.add(line(group.nodes(), isStored, forward));
        }
        return List.copyOf(lines);
    }

    /** Describes a part that ND4J computes, for the logits or in the backward pass. */
    static ProgramLine part(Node node) {
        Nd4jOp op = (Nd4jOp) node.op();
        boolean forward = op instanceof Nd4jPart;
        String title = op.region().title();
        return new ProgramLine(
                forward ? title : title + ", gradient",
                op.region().variables(),
                0,
                node.shape().size(),
                forward,
                true);
    }

    private static ProgramLine line(List<Node> nodes, Predicate<Node> isStored, Set<Node> forward) {
        StringBuilder kernel = new StringBuilder();
        Set<String> variables = new LinkedHashSet<>();
        long flops = 0;
        long floats = 0;
        boolean isForward = false;
        for (Node node : nodes) {
            kernel.append(node.op().name()).append(' ');
            if (!node.origin().isEmpty()) {
                variables.add(node.origin());
            }
            flops += flops(node);
            floats += isStored.test(node) ? node.shape().size() : 0;
            isForward |= forward.contains(node);
        }
        kernel.append(nodes.get(nodes.size() - 1).shape());
        return new ProgramLine(kernel.toString(), List.copyOf(variables), flops, floats, isForward, false);
    }

    /** Counts floating-point operations; a product with a one-hot matrix is a look-up and counts nothing. */
    private static long flops(Node node) {
        if (!(node.op() instanceof Matmul) || node.input(0).op() instanceof OneHot) {
            return 0;
        }
        int rank = node.input(0).shape().rank();
        return 2L * node.shape().size() * node.input(0).shape().dim(rank - 1);
    }
}

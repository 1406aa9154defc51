package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.models.compiler.batch.ProgramLine;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Region;

/**
 * A graph compiled to instructions on micro-batches, with what is computed before and after all micro-batches. It has no values
 * and no seeds: any number of engines may run it at once.
 *
 * @param lanes how many examples a micro-batch has
 * @param early what depends on no example
 * @param segments run in order; the whole batch goes through one before the next one begins
 * @param savedSizes floats per micro-batch of each buffer that is saved for the whole batch, from segment to segment; the first buffers
 * @param bufferSizes floats of each buffer of a worker; their indices go on from those that are saved
 * @param sums what is added up over all micro-batches: the index of each is that of its array
 * @param late what depends on sums
 * @param logits where the logits of a micro-batch are, shape (O, V)
 * @param lines what the instructions compute, for people, in the same order
 * @param gradients the gradient of each parameter, among the late values; empty for a program that computes logits only
 */
public record LaneProgram(
        int lanes,
        SharedPlan early,
        List<Segment> segments,
        int[] savedSizes,
        int[] bufferSizes,
        List<Node> sums,
        SharedPlan late,
        Operand logits,
        List<ProgramLine> lines,
        Map<String, Node> gradients) {

    /**
     * Returns the regions that ND4J computes.
     *
     * @return each region once
     */
    public Set<Region> regions() {
        Set<Region> regions = new LinkedHashSet<>();
        segments.forEach(segment -> segment.calls().forEach(call -> regions.add(call.region())));
        for (SharedPlan plan : List.of(early, late)) {
            plan.given().stream()
                    .sorted(Comparator.comparing(Node::id))
                    .map(Node::op)
                    .filter(Nd4jOp.class::isInstance)
                    .forEach(op -> regions.add(((Nd4jOp) op).region()));
        }
        return regions;
    }

    /**
     * Returns the memory of a worker in bytes.
     *
     * @return bytes of all its buffers
     */
    public long bufferBytes() {
        return Arrays.stream(bufferSizes).asLongStream().sum() * Float.BYTES;
    }
}

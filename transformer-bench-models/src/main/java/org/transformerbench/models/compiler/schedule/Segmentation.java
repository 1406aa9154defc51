package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.Nd4jOp;

/**
 * A partition of the computation into segments around the calls of ND4J. What ND4J computes for the whole batch comes between
 * them; what is read in a later segment, or by ND4J, crosses a cut and is saved for the whole batch. Nothing else is: the
 * segments of the backward pass compute those values of the forward pass again that they read, from what has crossed.
 *
 * <p>The forward pass has the segments 0 to L, one more behind each part of ND4J. The last one goes on into the backward pass. What
 * a segment k of the forward pass has computed is read by the backward pass in the segment 2L - k, which comes when the
 * gradients of all later segments are there.
 */
final class Segmentation {

    /**
     * The computations of one segment.
     *
     * @param parts computed first by ND4J, for the whole batch
     * @param nodes computed in micro-batches then, each after its operands
     */
    record Segment(List<Node> parts, List<Node> nodes) {}

    private final List<Node> computed;
    private final Function<Node, ? extends Collection<Node>> reads;
    /** The answers of that function, which is asked several times for each value. */
    private final Map<Node, Collection<Node>> known = new HashMap<>();

    private final Predicate<Node> forward;
    private final Predicate<Node> fixed;
    private final Map<Node, Integer> levels = new HashMap<>();
    private final Set<Node> crossing = new LinkedHashSet<>();
    /** Nodes of the backward pass that do not depend on the gradient of the logits. */
    private final Set<Node> factors = new HashSet<>();

    private final Map<Node, Integer> lastUse = new HashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private final int last;

    /**
     * Partitions a graph.
     *
     * @param computed all that is computed for examples, each after what it reads
     * @param reads gives what of that each reads
     * @param forward whether the logits depend on it
     * @param fixed whether it depends on no parameter, so that it is as well computed again as saved
     * @param result has the logits
     * @param upstream whether it is the gradient of the logits
     */
    Segmentation(
            List<Node> computed,
            Function<Node, ? extends Collection<Node>> reads,
            Predicate<Node> forward,
            Predicate<Node> fixed,
            Node result,
            Predicate<Node> upstream) {
        this.computed = computed;
        this.reads = reads;
        this.forward = forward;
        this.fixed = fixed;
        boolean isCut = computed.stream().anyMatch(Segmentation::isPart);
        for (Node node : computed) {
            if (!isCut) {
                levels.put(node, 0);
            } else if (forward.test(node)) {
                placeForward(node);
            }
        }
        this.last = levels.get(result);
        for (Node node : computed) {
            if (isCut && !forward.test(node)) {
                placeBackward(node, upstream.test(node));
            }
        }
        int levelCount = 1 + levels.values().stream().max(Integer::compare).orElseThrow();
        for (int level = 0; level < levelCount; level++) {
            segments.add(segment(level, result));
        }
        lastUse.merge(result, last, Math::max);
    }

    /** Returns the computed values that a value reads. */
    private Collection<Node> reads(Node node) {
        return known.computeIfAbsent(node, reads);
    }

    private static boolean isPart(Node node) {
        return node.op() instanceof Nd4jOp;
    }

    private void placeForward(Node node) {
        int level = 0;
        for (Node read : reads(node)) {
            level = Math.max(level, levels.get(read));
        }
        place(node, level, read -> !fixed.test(read));
    }

    private void place(Node node, int reached, Predicate<Node> saved) {
        int level = isPart(node) ? reached + 1 : reached;
        levels.put(node, level);
        if (isPart(node)) {
            crossing.add(node);
        }
        for (Node read : reads(node)) {
            if (isPart(node) || levels.get(read) < level && saved.test(read)) {
                crossing.add(read);
            }
        }
    }

    private void placeBackward(Node node, boolean upstream) {
        int level = 0;
        boolean factor = !upstream && !isPart(node);
        for (Node read : reads(node)) {
            int own = levels.get(read);
            boolean again = forward.test(read) && !crossing.contains(read) && !fixed.test(read);
            level = Math.max(level, again ? 2 * last - own : own);
            factor &= forward.test(read) || factors.contains(read);
        }
        if (factor) {
            factors.add(node);
        }
        place(node, level, read -> !forward.test(read) && !factors.contains(read));
    }

    private Segment segment(int level, Node result) {
        List<Node> parts = new ArrayList<>();
        Set<Node> needed = new HashSet<>();
        for (Node node : computed) {
            boolean here = levels.get(node) == level;
            if (here && isPart(node)) {
                parts.add(node);
                reads(node).forEach(read -> lastUse.put(read, level));
            } else if (here && (crossing.contains(node) || node.op() instanceof BatchSum || node == result)) {
                needed.add(node);
            }
        }
        for (int i = computed.size() - 1; i >= 0; i--) {
            if (needed.contains(computed.get(i))) {
                for (Node read : reads(computed.get(i))) {
                    if (crossing.contains(read) && (isPart(read) || levels.get(read) < level)) {
                        lastUse.put(read, level);
                    } else {
                        needed.add(read);
                    }
                }
            }
        }
        return new Segment(parts, computed.stream().filter(needed::contains).toList());
    }

    /** Returns the segments in the order in which they run. */
    List<Segment> segments() {
        return segments;
    }

    /** Returns the index of the segment that computes the logits. */
    int last() {
        return last;
    }

    /**
     * Returns the values that are saved for the whole batch, by the segment that computes them itself or in the parts before it.
     */
    List<List<Node>> crossing() {
        List<List<Node>> made = new ArrayList<>();
        segments.forEach(segment -> made.add(new ArrayList<>()));
        crossing.stream()
                .filter(node -> node.shape().batched())
                .forEach(node -> made.get(levels.get(node)).add(node));
        return made;
    }

    /** Returns the index of the last segment that reads a saved value, or whose parts do. */
    Map<Node, Integer> lastUse() {
        return lastUse;
    }
}

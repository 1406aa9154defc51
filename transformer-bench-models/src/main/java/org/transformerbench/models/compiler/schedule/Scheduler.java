package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.transformerbench.models.compiler.batch.ProgramLine;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.runtime.ChainInstruction;
import org.transformerbench.models.compiler.runtime.Instruction;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.LossInstruction;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.Segment;
import org.transformerbench.models.compiler.runtime.SharedPlan;
import org.transformerbench.models.kernel.Kernels;

/**
 * The scheduler: finds what depends on examples, partitions it around the calls of ND4J, orders it, assigns buffers, and has
 * instructions selected.
 */
public final class Scheduler {
    private final Node logits;
    private final Optional<Node> upstream;
    private final Map<String, Node> gradients;
    private final BiFunction<Node, Operand, Instruction> leaves;
    private final List<Node> nodes;
    private final Map<Node, Integer> readers = new HashMap<>();
    private final Map<Node, WeightGradient> weightGradients = new HashMap<>();
    private final Map<Node, Integer> sums = new LinkedHashMap<>();
    private final Set<Node> late = new LinkedHashSet<>();
    /** The values that the logits depend on, and themselves. */
    private final Set<Node> forward = new HashSet<>();

    private final BufferPool pool = new BufferPool();
    private final BufferPool saved = new BufferPool();
    private Layout layout;
    private SharedPlanning early;
    /** Values that are saved for the whole batch. */
    private BufferPlan crossings;
    /** Buffers of the current segment. */
    private BufferPlan buffers;

    private Operand result;

    /**
     * A segment before its instructions are selected.
     *
     * @param parts computed first by ND4J, for the whole batch
     * @param groups computed in micro-batches then
     * @param buffers of what the groups compute
     */
    private record PlannedSegment(List<Node> parts, List<Group> groups, BufferPlan buffers) {}

    /**
     * Creates a scheduler for a graph.
     *
     * @param logits the logits
     * @param upstream their gradient, which the loss computes; empty for a program that computes logits only
     * @param gradients of each parameter
     * @param leaves makes the instruction that reads what a batch brings, into the given place
     * @param lanes how many examples a micro-batch has
     */
    public Scheduler(
            Node logits,
            Optional<Node> upstream,
            Map<String, Node> gradients,
            BiFunction<Node, Operand, Instruction> leaves,
            int lanes) {
        this.logits = logits;
        this.upstream = upstream;
        this.gradients = gradients;
        this.leaves = leaves;
        this.layout = new Layout(lanes, Set.of());
        List<Node> outputs = new ArrayList<>(List.of(logits));
        // Later layers first: their gradients are needed first, and made first.
        gradients.values().stream()
                .distinct()
                .sorted((left, right) -> Integer.compare(left.id(), right.id()))
                .forEach(outputs::add);
        this.nodes = new Graph(outputs).nodes();
    }

    /**
     * Schedules the program.
     *
     * @return the program
     */
    public LaneProgram schedule() {
        return schedule(Long.MAX_VALUE);
    }

    /**
     * Schedules the program for micro-batches whose buffers are not too large. The number of lanes may still change after buffers are
     * assigned, as the assignment does not depend on it.
     *
     * @param maxBytes the limit for a worker's buffers
     * @return the program; it has {@link Kernels#LANES} lanes if its buffers would exceed the limit with those of this scheduler
     */
    public LaneProgram schedule(long maxBytes) {
        for (Node node : nodes) {
            for (Node input : node.inputs()) {
                readers.merge(input, 1, Integer::sum);
            }
        }
        readers.merge(logits, 1, Integer::sum);
        Set<Node> absorbed = new HashSet<>();
        for (Node node : nodes) {
            Optional<WeightGradient> gradient = WeightGradient.of(node, readers);
            if (gradient.isPresent()) {
                weightGradients.put(node, gradient.get());
                absorbed.addAll(gradient.get().absorbed());
            }
        }
        List<Node> before = new ArrayList<>();
        List<Node> computed = new ArrayList<>();
        for (Node node : nodes) {
            boolean wholeBatch =
                    node.op() instanceof Nd4jOp part && part.region().isBatched();
            if (node.op() instanceof BatchSum || wholeBatch && !node.shape().batched()) {
                sums.put(node, sums.size());
                computed.add(node);
            } else if (node.shape().batched()) {
                if (!absorbed.contains(node) && layout.isRoot(node)) {
                    computed.add(node);
                }
            } else if (node.readsAny(sums.keySet()) || node.readsAny(late)) {
                late.add(node);
            } else {
                before.add(node);
            }
        }
        early = new SharedPlanning(before, given(before), layout);
        List<ProgramLine> lines = new ArrayList<>();
        before.stream()
                .filter(node -> node.op() instanceof Nd4jOp)
                .map(ProgramListing::part)
                .forEach(lines::add);
        Segmentation cut = segmentation(computed);
        List<PlannedSegment> planned = planned(cut);
        if (pool.floats() * layout.lanes() * Float.BYTES > maxBytes) {
            layout = layout.withLanes(Kernels.LANES);
        }
        List<Segment> segments = segments(planned, cut.last(), lines);
        return new LaneProgram(
                layout.lanes(),
                early.plan(),
                segments,
                saved.sizes(layout.lanes()),
                pool.sizes(layout.lanes()),
                List.copyOf(sums.keySet()),
                lateValues(),
                result,
                List.copyOf(lines),
                gradients);
    }

    /**
     * Returns how often the place of a value was looked up, for tests: the work of scheduling.
     *
     * @return at least once for each value that is computed
     */
    public long lookUps() {
        return layout.lookUps();
    }

    private Segmentation segmentation(List<Node> computed) {
        forward.addAll(new Graph(List.of(logits)).nodes());
        Set<Node> onParameters = new HashSet<>();
        for (Node node : nodes) {
            if (node.op() instanceof Parameter || node.readsAny(onParameters)) {
                onParameters.add(node);
            }
        }
        return new Segmentation(
                computed,
                this::reads,
                forward::contains,
                node -> !onParameters.contains(node),
                layout.of(logits).root(),
                this::isUpstream);
    }

    /** Orders what segments compute and assigns buffers to it, which does not depend on the number of lanes. */
    private List<PlannedSegment> planned(Segmentation cut) {
        crossings = new BufferPlan(saved, cut.crossing(), cut.lastUse());
        List<PlannedSegment> planned = new ArrayList<>();
        for (Segmentation.Segment segment : cut.segments()) {
            List<Group> groups = Ordering.of(segment.nodes(), layout, this::operands);
            planned.add(new PlannedSegment(segment.parts(), groups, buffers(groups)));
        }
        return planned;
    }

    /**
     * Selects calls and instructions.
     *
     * @param last index of the segment that computes the logits
     * @param lines receives the description
     */
    private List<Segment> segments(List<PlannedSegment> planned, int last, List<ProgramLine> lines) {
        CallSelection calls = new CallSelection(this::tensor, sums);
        List<Segment> segments = new ArrayList<>();
        for (PlannedSegment segment : planned) {
            boolean again = segments.size() > last;
            boolean isLast = segments.size() == last;
            buffers = segment.buffers();
            segments.add(new Segment(calls.select(segment.parts()), instructions(segment.groups())));
            result = isLast ? tensor(logits) : result;
            segment.parts().stream().map(ProgramListing::part).forEach(lines::add);
            // What the backward pass computes again of the forward pass does not count once more.
            lines.addAll(ProgramListing.of(segment.groups(), again ? Set.of() : forward, this::isStored));
        }
        return List.copyOf(segments);
    }

    /** Returns the per-example values that a value reads. */
    private Set<Node> reads(Node node) {
        Set<Node> reads = new LinkedHashSet<>();
        for (Node input : operands(node)) {
            Node root = layout.of(input).root();
            if (root.shape().batched()) {
                reads.add(root);
            }
        }
        return reads;
    }

    /** Returns the values that are not computed node by node: parameters, and what ND4J computes. */
    private static Set<Node> given(Collection<Node> nodes) {
        Set<Node> given = new HashSet<>(nodes);
        given.removeIf(node -> !(node.op() instanceof Parameter || node.op() instanceof Nd4jOp));
        return given;
    }

    private SharedPlan lateValues() {
        Set<Node> given = new LinkedHashSet<>(sums.keySet());
        late.forEach(node ->
                node.inputs().stream().filter(input -> !late.contains(input)).forEach(given::add));
        gradients.values().stream().filter(node -> !late.contains(node)).forEach(given::add);
        List<Node> all = new ArrayList<>(given);
        all.addAll(late);
        Layout places = new Layout(layout.lanes(), given);
        given.addAll(given(late));
        return new SharedPlanning(all, given, places).plan();
    }

    private List<Node> operands(Node node) {
        if (isUpstream(node)) {
            return List.of(logits);
        }
        WeightGradient gradient = weightGradients.get(node);
        return gradient == null ? node.inputs() : gradient.product().inputs();
    }

    /** Assigns buffers to what the groups of a segment compute for others. */
    private BufferPlan buffers(List<Group> groups) {
        Map<Node, Integer> lastReader = new HashMap<>();
        Set<Node> needed = new HashSet<>();
        Map<Node, Integer> groupOf = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            for (Node node : groups.get(i).nodes()) {
                groupOf.put(node, i);
            }
        }
        for (int i = 0; i < groups.size(); i++) {
            for (Node node : groups.get(i).nodes()) {
                for (Node input : operands(node)) {
                    Node root = layout.of(input).root();
                    boolean within = input == root && groupOf.getOrDefault(root, -1) == i;
                    if (root.shape().batched() && !within) {
                        lastReader.put(root, i);
                        needed.add(root);
                    }
                }
            }
        }
        Node result = layout.of(logits).root();
        needed.add(result);
        if (upstream.isEmpty()) {
            lastReader.put(result, groups.size());
        }
        List<List<Node>> stored = new ArrayList<>();
        for (Group group : groups) {
            List<Node> of = new ArrayList<>();
            for (Node node : group.nodes()) {
                if (needed.contains(node) && node.shape().batched() && !crossings.has(node)) {
                    of.add(node);
                }
            }
            stored.add(of);
        }
        return new BufferPlan(pool, stored, lastReader);
    }

    private List<Instruction> instructions(List<Group> groups) {
        InstructionSelection selection =
                new InstructionSelection(this::tensor, this::elementwise, sums::get, weightGradients, this::leaf);
        List<Instruction> instructions = new ArrayList<>();
        for (Group group : groups) {
            if (group.nodes().get(0).op() instanceof Elementwise) {
                instructions.add(new ChainSelection(
                                group.nodes(), this::elementwise, this::isStored, this::numbers, layout.lanes())
                        .select());
            } else {
                Node node = group.nodes().get(0);
                instructions.add(selection.select(node));
            }
        }
        return List.copyOf(instructions);
    }

    private boolean isUpstream(Node node) {
        return upstream.isPresent() && upstream.get() == node;
    }

    private Instruction leaf(Node node) {
        return isUpstream(node) ? new LossInstruction(tensor(logits), tensor(node)) : leaves.apply(node, tensor(node));
    }

    private Operand numbers(Node node) {
        return early.copies(node, ChainInstruction.chunk(layout.lanes()));
    }

    private Operand tensor(Node node) {
        if (!node.shape().batched()) {
            return early.place(node);
        }
        Layout.ViewOf seen = layout.of(node);
        // What is saved for the whole batch comes before the worker's own buffers.
        int buffer = crossings.has(seen.root()) ? crossings.of(seen.root()) : saved.count() + buffers.of(seen.root());
        return Operand.buffered(buffer, seen.view());
    }

    private boolean isStored(Node node) {
        return buffers.has(node) || crossings.has(node);
    }

    /** Returns an operand of an element-wise operation; shared values are replicated for each lane. */
    private Operand elementwise(Node node) {
        return node.shape().batched() ? tensor(node) : early.copies(node, layout.lanes());
    }
}

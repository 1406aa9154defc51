package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.runtime.ChainInstruction;
import org.transformerbench.models.compiler.runtime.Instruction;
import org.transformerbench.models.compiler.runtime.LossInstruction;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.SharedPlan;
import org.transformerbench.models.compiler.runtime.SliceProgram;

/**
 * Makes a program of a graph: finds out what depends on examples, orders that, gives it buffers, and chooses instructions.
 */
public final class Scheduler {
    private final Node logits;
    private final Optional<Node> upstream;
    private final Map<String, Node> gradients;
    private final BiFunction<Node, Operand, Instruction> leaves;
    private final Layout layout;
    private final List<Node> nodes;
    private final Map<Node, Integer> readers = new HashMap<>();
    private final Map<Node, WeightGradient> weightGradients = new HashMap<>();
    private final Map<Node, Integer> sums = new LinkedHashMap<>();
    private final Set<Node> late = new LinkedHashSet<>();
    private SharedPlanning early;
    private BufferPlan buffers;

    /**
     * For a graph.
     *
     * @param logits the logits
     * @param upstream their gradient, which the loss computes; empty for a program that computes logits only
     * @param gradients of each parameter
     * @param leaves makes the instruction that reads what a batch brings, into the given place
     * @param lanes how many examples a slice has
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
     * Makes the program.
     *
     * @return the program
     */
    public SliceProgram schedule() {
        for (Node node : nodes) {
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        readers.merge(logits, 1, Integer::sum);
        Set<Node> absorbed = new HashSet<>();
        for (Node node : nodes) {
            WeightGradient.of(node, readers).ifPresent(gradient -> {
                weightGradients.put(node, gradient);
                absorbed.addAll(gradient.absorbed());
            });
        }
        List<Node> before = new ArrayList<>();
        List<Node> sliced = new ArrayList<>();
        for (Node node : nodes) {
            if (node.op() instanceof BatchSum) {
                sums.put(node, sums.size());
                sliced.add(node);
            } else if (node.shape().batched()) {
                if (!absorbed.contains(node) && layout.isRoot(node)) {
                    sliced.add(node);
                }
            } else if (node.inputs().stream().anyMatch(input -> sums.containsKey(input) || late.contains(input))) {
                late.add(node);
            } else {
                before.add(node);
            }
        }
        early = new SharedPlanning(before, parameters(before), layout);
        List<Group> groups = Ordering.of(sliced, layout, this::operands);
        List<Instruction> instructions = instructions(groups);
        return new SliceProgram(
                layout.lanes(),
                early.plan(),
                instructions,
                buffers.sizes(),
                List.copyOf(sums.keySet()),
                lateValues(),
                tensor(logits),
                Listing.of(groups, logits, buffers::has),
                gradients);
    }

    private static Set<Node> parameters(List<Node> nodes) {
        Set<Node> parameters = new HashSet<>(nodes);
        parameters.removeIf(node -> !(node.op() instanceof Parameter));
        return parameters;
    }

    private SharedPlan lateValues() {
        Set<Node> given = new LinkedHashSet<>(sums.keySet());
        late.forEach(node ->
                node.inputs().stream().filter(input -> !late.contains(input)).forEach(given::add));
        gradients.values().stream().filter(node -> !late.contains(node)).forEach(given::add);
        List<Node> all = new ArrayList<>(given);
        all.addAll(late);
        return new SharedPlanning(all, given, new Layout(layout.lanes(), given)).plan();
    }

    private List<Node> operands(Node node) {
        if (upstream.isPresent() && node == upstream.get()) {
            return List.of(logits);
        }
        WeightGradient gradient = weightGradients.get(node);
        return gradient == null ? node.inputs() : gradient.product().inputs();
    }

    private List<Instruction> instructions(List<Group> groups) {
        Map<Node, Integer> lastReader = new HashMap<>();
        Set<Node> needed = new HashSet<>();
        for (int i = 0; i < groups.size(); i++) {
            for (Node node : groups.get(i).nodes()) {
                for (Node input : operands(node)) {
                    Node root = layout.of(input).root();
                    boolean within = input == root && groups.get(i).nodes().contains(root);
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
        List<List<Node>> stored = groups.stream()
                .map(group -> group.nodes().stream()
                        .filter(node -> needed.contains(node) && node.shape().batched())
                        .toList())
                .toList();
        buffers = new BufferPlan(stored, lastReader, layout.lanes());
        InstructionSelection selection =
                new InstructionSelection(this::tensor, this::elementwise, sums::get, weightGradients, this::leaf);
        List<Instruction> instructions = new ArrayList<>();
        for (Group group : groups) {
            if (group.nodes().get(0).op() instanceof Elementwise) {
                instructions.add(new ChainSelection(
                                group.nodes(), this::elementwise, buffers::has, this::numbers, layout.lanes())
                        .select());
            } else {
                Node node = group.nodes().get(0);
                instructions.add(selection.select(node));
            }
        }
        return List.copyOf(instructions);
    }

    private Instruction leaf(Node node) {
        return upstream.filter(gradient -> gradient == node).isPresent()
                ? new LossInstruction(tensor(logits), tensor(node))
                : leaves.apply(node, tensor(node));
    }

    private Operand numbers(Node node) {
        return early.copies(node, ChainInstruction.chunk(layout.lanes()));
    }

    private Operand tensor(Node node) {
        if (!node.shape().batched()) {
            return early.place(node);
        }
        Layout.Seen seen = layout.of(node);
        return Operand.buffered(buffers.of(seen.root()), seen.view());
    }

    /** What all examples share has a copy for each lane where it meets them element by element. */
    private Operand elementwise(Node node) {
        return node.shape().batched() ? tensor(node) : early.copies(node, layout.lanes());
    }
}

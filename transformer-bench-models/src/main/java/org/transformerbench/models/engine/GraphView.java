package org.transformerbench.models.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.RandomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.transformerbench.models.graph.ModelGraph;

/** A SameDiff graph as the matchers want it: for each variable the node that makes it. */
final class GraphView {

    /**
     * A node.
     *
     * @param id unique in its graph
     * @param name SameDiff's name of the operation
     * @param inputs variables
     * @param output which of the node's outputs the variable is
     * @param integers integer arguments; for reductions the dimensions
     * @param scalar the scalar argument, or 0
     * @param reals floating-point arguments
     */
    record Node(
            String id, String name, List<String> inputs, int output, long[] integers, double scalar, double[] reals) {
        /** Whether the floating-point arguments are these, or left to their defaults. */
        boolean hasReals(double... expected) {
            return reals.length == 0 || Arrays.equals(reals, expected);
        }

        boolean is(String operation) {
            return name.equals(operation);
        }

        String input(int index) {
            return inputs.get(index);
        }
    }

    private final SameDiff graph;
    private final Map<String, Node> nodes = new HashMap<>();
    /** Variable to the nodes on the way to the result that read it. */
    private final Map<String, Set<String>> consumers = new HashMap<>();

    private final Set<String> live = new LinkedHashSet<>();
    /** The number of each node in the order of the graph's definition. */
    private final Map<String, Integer> order = new HashMap<>();

    private final Memo<Reach, Boolean> reached = new Memo<>(this::reaches);
    private long visits;

    /** Whether a variable depends on one of a type. */
    private record Reach(String variable, VariableType type) {}

    /** Looks at what a result depends on. */
    GraphView(SameDiff graph, String result) {
        this.graph = graph;
        for (SameDiffOp op : graph.getOps().values()) {
            order.put(op.getName(), order.size());
            List<String> inputs = op.getInputsToOp() == null ? List.of() : List.copyOf(op.getInputsToOp());
            for (int output = 0; output < op.getOutputsOfOp().size(); output++) {
                nodes.put(op.getOutputsOfOp().get(output), node(op, inputs, output));
            }
        }
        consumers.put(result, new HashSet<>(Set.of("the result itself")));
        walk(result, Set.of(), live, this::noteConsumer);
    }

    private void noteConsumer(Node node) {
        node.inputs()
                .forEach(input -> consumers
                        .computeIfAbsent(input, first -> new HashSet<>())
                        .add(node.id()));
    }

    /**
     * Goes from a variable back to what it is computed from, each variable before its inputs; a graph may be too deep for a
     * recursion.
     */
    private void walk(String from, Set<String> ends, Set<String> found, Consumer<Node> visitor) {
        Deque<Iterator<String>> open = new ArrayDeque<>();
        open.push(List.of(from).iterator());
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                continue;
            }
            String variable = open.peek().next();
            visits++;
            Node node = nodes.get(variable);
            if (node != null && !ends.contains(variable) && found.add(variable)) {
                visitor.accept(node);
                open.push(node.inputs().iterator());
            }
        }
    }

    /** How often anything has looked at a node: what compiling takes, for tests. */
    long visits() {
        return visits;
    }

    /** Counts looks at nodes that do not come here. */
    void countVisit() {
        visits++;
    }

    private static Node node(SameDiffOp op, List<String> inputs, int output) {
        DifferentialFunction function = op.getOp();
        long[] integers = {};
        double scalar = 0;
        double[] reals = {};
        if (function instanceof DynamicCustomOp custom) {
            integers = custom.iArgs();
            reals = custom.tArgs();
        } else if (function instanceof BaseReduceOp reduction) {
            integers = reduction.getDimensions() == null
                    ? integers
                    : Arrays.stream(reduction.getDimensions()).asLongStream().toArray();
        } else if (function instanceof ScalarOp operation && operation.scalar() != null) {
            scalar = operation.scalar().getDouble(0);
        }
        return new Node(op.getName(), function.opName(), inputs, output, integers, scalar, reals);
    }

    /** The node that makes a variable; empty for parameters, constants and placeholders. */
    Optional<Node> producer(String variable) {
        visits++;
        return Optional.ofNullable(nodes.get(variable));
    }

    /** The node that makes a variable, if it is this operation. */
    Optional<Node> producer(String variable, String operation) {
        return producer(variable).filter(node -> node.is(operation));
    }

    /** The values of a constant, row-major; empty for anything else. */
    Optional<float[]> constant(String variable) {
        SDVariable known = graph.getVariable(variable);
        if (known.getVariableType() != VariableType.CONSTANT) {
            return Optional.empty();
        }
        try (INDArray rows = known.getArr().dup('c')) {
            return Optional.of(rows.data().asFloat());
        }
    }

    boolean isParameter(String variable) {
        return graph.getVariable(variable).getVariableType() == VariableType.VARIABLE;
    }

    boolean isPlaceholder(String variable) {
        return graph.getVariable(variable).getVariableType() == VariableType.PLACEHOLDER;
    }

    /** All variables that are computed on the way to the result. */
    Set<String> live() {
        return live;
    }

    /** The variables that are computed between some others and one that depends on them; it is the last. */
    List<String> between(List<String> from, String to) {
        Set<String> found = new LinkedHashSet<>();
        walk(to, Set.copyOf(from), found, node -> {});
        List<String> names = new ArrayList<>(found);
        Collections.reverse(names);
        return List.copyOf(names);
    }

    /** The nodes on the way to the result that read a variable. */
    Set<String> consumers(String variable) {
        return consumers.getOrDefault(variable, Set.of());
    }

    /** All outputs of a variable's node. */
    List<String> siblings(Node node) {
        return graph.getOps().get(node.id()).getOutputsOfOp();
    }

    /** Whether a variable depends on data and on parameters: hidden states do; one-hot tokens or a weight's transpose do not. */
    boolean isHidden(String variable) {
        return reached.get(new Reach(variable, VariableType.PLACEHOLDER))
                && reached.get(new Reach(variable, VariableType.VARIABLE));
    }

    private boolean reaches(Reach asked) {
        visits++;
        Node node = nodes.get(asked.variable());
        return node == null
                ? graph.getVariable(asked.variable()).getVariableType() == asked.type()
                : node.inputs().stream().anyMatch(input -> reached.get(new Reach(input, asked.type())));
    }

    /** Nodes in the order of the graph's definition, in which inputs come before outputs. */
    List<String> inOrder(Collection<String> ids) {
        return ids.stream().sorted(Comparator.comparing(order::get)).toList();
    }

    /** Whether a node gives the same result for the same inputs each time, so that a backward pass may compute it again. */
    boolean isRepeatable(Node node) {
        DifferentialFunction function = graph.getOps().get(node.id()).getOp();
        String family = function.getClass().getPackageName();
        return !(function instanceof RandomOp) && !family.contains(".random") && !family.contains(".controlflow");
    }

    /** Whether a variable holds the tokens as rows of a unit matrix. */
    boolean isOneHotToken(String variable, long vocabulary) {
        return producer(variable, "onehot")
                .filter(node -> underReshapes(node.input(0)).equals(ModelGraph.TOKENS)
                        && node.integers().length > 1
                        && node.integers()[0] == -1
                        && node.integers()[1] == vocabulary
                        && node.hasReals(1, 0))
                .isPresent();
    }

    /** What a variable is before it is reshaped. */
    String underReshapes(String variable) {
        String under = variable;
        for (Optional<Node> reshape = producer(under, "reshape");
                reshape.isPresent();
                reshape = producer(under, "reshape")) {
            under = reshape.get().input(0);
        }
        return under;
    }
}

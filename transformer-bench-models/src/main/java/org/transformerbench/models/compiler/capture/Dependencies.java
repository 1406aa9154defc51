package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.RandomOp;
import org.transformerbench.models.compiler.ir.Graph;

/**
 * The operations that the result of a SameDiff graph depends on, with the producer, the readers and the dependencies of each
 * variable.
 */
final class Dependencies {
    private final SameDiff graph;
    private final Map<String, SameDiffOp> makers = new HashMap<>();
    private final Map<String, Integer> definition = new HashMap<>();
    private final List<SameDiffOp> inOrder;
    /** Variable to the names of the operations that read it; the result has one additional reader. */
    private final Map<String, Set<String>> readers = new HashMap<>();

    private final Set<String> onData = new HashSet<>();
    private final Set<String> onParameters = new HashSet<>();

    Dependencies(SameDiff graph, String result) {
        this.graph = graph;
        for (SameDiffOp op : graph.getOps().values()) {
            definition.put(op.getName(), definition.size());
            op.getOutputsOfOp().forEach(output -> makers.put(output, op));
        }
        // By name: ND4J computes the hash of an operation from all that it holds.
        List<String> last =
                Stream.ofNullable(makers.get(result)).map(SameDiffOp::getName).toList();
        inOrder = Graph.inOrder(last, this::makersOfInputs).stream()
                .map(graph.getOps()::get)
                .toList();
        readers.put(result, new HashSet<>(Set.of("the result itself")));
        for (SameDiffOp op : inOrder) {
            for (String input : inputs(op)) {
                readers.computeIfAbsent(input, first -> new HashSet<>()).add(op.getName());
                note(input, op.getOutputsOfOp());
            }
        }
    }

    private void note(String input, List<String> outputs) {
        VariableType type = type(input);
        if (type == VariableType.PLACEHOLDER || onData.contains(input)) {
            onData.addAll(outputs);
        }
        if (type == VariableType.VARIABLE || onParameters.contains(input)) {
            onParameters.addAll(outputs);
        }
    }

    private List<String> makersOfInputs(String op) {
        List<String> found = new ArrayList<>();
        for (String input : inputs(graph.getOps().get(op))) {
            SameDiffOp maker = makers.get(input);
            if (maker != null) {
                found.add(maker.getName());
            }
        }
        return found;
    }

    static List<String> inputs(SameDiffOp op) {
        return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }

    /** Returns the operations in topological order. */
    List<SameDiffOp> inOrder() {
        return inOrder;
    }

    /** Returns an operation and all it depends on, in topological order. */
    List<SameDiffOp> before(SameDiffOp op) {
        return Graph.inOrder(List.of(op.getName()), this::makersOfInputs).stream()
                .map(graph.getOps()::get)
                .toList();
    }

    /** Returns operations in the order of the graph's definition, which is topological too. */
    List<SameDiffOp> inDefinitionOrder(Collection<SameDiffOp> operations) {
        return operations.stream()
                .sorted(Comparator.comparing(op -> definition.get(op.getName())))
                .toList();
    }

    /** Returns the operation that computes a variable; empty for parameters, constants and placeholders. */
    Optional<SameDiffOp> maker(String variable) {
        return Optional.ofNullable(makers.get(variable));
    }

    boolean isParameter(String variable) {
        return type(variable) == VariableType.VARIABLE;
    }

    boolean isPlaceholder(String variable) {
        return type(variable) == VariableType.PLACEHOLDER;
    }

    private VariableType type(String variable) {
        return graph.getVariable(variable).getVariableType();
    }

    boolean dependsOnData(String variable) {
        return isPlaceholder(variable) || onData.contains(variable);
    }

    boolean dependsOnParameters(String variable) {
        return isParameter(variable) || onParameters.contains(variable);
    }

    boolean isRead(String variable) {
        return readers.containsKey(variable);
    }

    /** Returns the number of operations that read an output of an operation. */
    int readers(SameDiffOp op) {
        Set<String> all = new LinkedHashSet<>();
        op.getOutputsOfOp().forEach(output -> all.addAll(readers.getOrDefault(output, Set.of())));
        return all.size();
    }

    /** Returns all variables that operations on the way to the result compute. */
    List<String> variables() {
        List<String> variables = new ArrayList<>();
        inOrder.forEach(op -> variables.addAll(op.getOutputsOfOp()));
        return variables;
    }

    /** Returns whether an operation always gives the same result for the same inputs, so that it may be computed again. */
    static boolean isRepeatable(SameDiffOp op) {
        String family = op.getOp().getClass().getPackageName();
        return !(op.getOp() instanceof RandomOp) && !family.contains(".random") && !family.contains(".controlflow");
    }
}

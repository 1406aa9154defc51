package org.transformerbench.models.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.transformerbench.models.compiler.ir.Graph;

/** The operations that a variable depends on, with those that depend on a parameter. */
final class LiveOperations {
    private final SameDiff graph;
    private final List<SameDiffOp> inOrder;
    /** Variables through which a gradient can flow. */
    private final Set<String> dependent = new HashSet<>();

    private LiveOperations(SDVariable result) {
        graph = result.getSameDiff();
        List<String> names = Graph.inOrder(List.of(result.name()), this::operands);
        Set<String> seen = new HashSet<>();
        inOrder = names.stream()
                .flatMap(this::producer)
                .filter(operation -> seen.add(operation.getName()))
                .toList();
        for (SameDiffOp operation : inOrder) {
            if (dependsOnParameter(operation)) {
                operation.getOutputsOfOp().stream().filter(this::isReal).forEach(dependent::add);
            }
        }
    }

    static LiveOperations of(SDVariable result) {
        return new LiveOperations(result);
    }

    private List<String> operands(String variable) {
        return producer(variable)
                .flatMap(operation -> inputs(operation).stream())
                .toList();
    }

    /** Returns the operation that computes a variable; none computes parameters, constants and placeholders. */
    Stream<SameDiffOp> producer(String variable) {
        return Stream.ofNullable(graph.getVariables().get(variable).getOutputOfOp())
                .map(graph.getOps()::get);
    }

    /** Returns whether a variable is floating-point; no gradient flows through integers and comparisons. */
    private boolean isReal(String variable) {
        return graph.getVariable(variable).dataType().isFPType();
    }

    static List<String> inputs(SameDiffOp operation) {
        return operation.getInputsToOp() == null ? List.of() : operation.getInputsToOp();
    }

    /** Returns the operations in topological order. */
    List<SameDiffOp> inOrder() {
        return inOrder;
    }

    boolean dependsOnParameter(String variable) {
        return dependent.contains(variable) || graph.getVariable(variable).getVariableType() == VariableType.VARIABLE;
    }

    boolean dependsOnParameter(SameDiffOp operation) {
        return inputs(operation).stream().anyMatch(this::dependsOnParameter);
    }
}

package org.transformerbench.models.graph;

import java.util.ArrayList;
import java.util.Collections;
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
    private final List<SameDiffOp> inOrder = new ArrayList<>();
    /** Variables through which a gradient can flow. */
    private final Set<String> dependent = new HashSet<>();

    private LiveOperations(SDVariable result) {
        graph = result.getSameDiff();
        List<String> names = Graph.inOrder(List.of(result.name()), this::operands);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            String maker = maker(name);
            if (maker != null && seen.add(maker)) {
                inOrder.add(graph.getOps().get(maker));
            }
        }
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
        String maker = maker(variable);
        return maker == null ? List.of() : inputs(graph.getOps().get(maker));
    }

    /** Returns the name of the operation that computes a variable; null if none does. */
    private String maker(String variable) {
        return graph.getVariables().get(variable).getOutputOfOp();
    }

    /** Returns the operation that computes a variable; none computes parameters, constants and placeholders. */
    Stream<SameDiffOp> producer(String variable) {
        return Stream.ofNullable(maker(variable)).map(graph.getOps()::get);
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
        return Collections.unmodifiableList(inOrder);
    }

    boolean dependsOnParameter(String variable) {
        return dependent.contains(variable) || graph.getVariable(variable).getVariableType() == VariableType.VARIABLE;
    }

    boolean dependsOnParameter(SameDiffOp operation) {
        for (String input : inputs(operation)) {
            if (dependsOnParameter(input)) {
                return true;
            }
        }
        return false;
    }
}

package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** A SameDiff graph as the matchers want it: for each variable the node that makes it. */
final class GraphView {

    /**
     * A node.
     *
     * @param name SameDiff's name of the operation
     * @param inputs variables
     * @param output which of the node's outputs the variable is
     * @param integers integer arguments; for reductions the dimensions
     * @param scalar the scalar argument, or 0
     * @param reals floating-point arguments
     */
    record Node(String name, List<String> inputs, int output, long[] integers, double scalar, double[] reals) {
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

    GraphView(SameDiff graph) {
        this.graph = graph;
        for (SameDiffOp op : graph.getOps().values()) {
            List<String> inputs = op.getInputsToOp() == null ? List.of() : List.copyOf(op.getInputsToOp());
            for (int output = 0; output < op.getOutputsOfOp().size(); output++) {
                nodes.put(op.getOutputsOfOp().get(output), node(op.getOp(), inputs, output));
            }
        }
    }

    private static Node node(DifferentialFunction function, List<String> inputs, int output) {
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
        return new Node(function.opName(), inputs, output, integers, scalar, reals);
    }

    /** The node that makes a variable; empty for parameters, constants and placeholders. */
    Optional<Node> producer(String variable) {
        return Optional.ofNullable(nodes.get(variable));
    }

    /** The node that makes a variable, if it is this operation. */
    Optional<Node> producer(String variable, String operation) {
        return producer(variable).filter(node -> node.is(operation));
    }

    /** The values of a constant, row-major; empty for anything else. */
    Optional<float[]> constant(String variable) {
        SDVariable known = graph.getVariable(variable);
        return known.getVariableType() == VariableType.CONSTANT
                ? Optional.of(known.getArr().dup('c').data().asFloat())
                : Optional.empty();
    }

    boolean isParameter(String variable) {
        return graph.getVariable(variable).getVariableType() == VariableType.VARIABLE;
    }
}

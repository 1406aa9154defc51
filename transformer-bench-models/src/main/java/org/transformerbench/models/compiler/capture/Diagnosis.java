package org.transformerbench.models.compiler.capture;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.transformerbench.api.ModelException;
import org.transformerbench.models.graph.ModelGraph;

/** A search for the operation that is to blame when ND4J could not run a graph. */
public final class Diagnosis {
    /** Name of the graph of SameDiff's gradients, and part of the names of its operations. */
    private static final String GRADIENT_FUNCTION = "grad";

    private static final String GRADIENT_SUFFIX = "_bp";

    private Diagnosis() {}

    /**
     * Explains the failure to an author of models.
     *
     * @param graph what was run
     * @param failure what ND4J threw
     * @return an error that names the model, and variable and operation if they can be told
     */
    public static ModelException explain(ModelGraph graph, RuntimeException failure) {
        return new ModelException(
                "The model '" + graph.model() + "' cannot run its graph: "
                        + of(graph, failure).orElseGet(failure::toString),
                failure);
    }

    /**
     * Finds the operation: the first one whose operands do not fit, or else the one that ND4J names.
     *
     * @param graph what was run
     * @param failure what ND4J threw
     * @return variable, operation and reason; empty if they cannot be told
     */
    public static Optional<String> of(ModelGraph graph, RuntimeException failure) {
        return Capture.misfit(graph).map(misfit -> "its variable " + misfit).or(() -> named(graph, failure));
    }

    /** Finds an operation by its own name, which ND4J reports and which may differ from its variable's. */
    private static Optional<String> named(ModelGraph graph, RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        Optional<SameDiffOp> forward = named(graph.sameDiff(), message);
        if (forward.isPresent()) {
            return forward.map(op -> "its variable " + made(op) + ": " + message.strip());
        }
        return Optional.ofNullable(graph.sameDiff().getFunction(GRADIENT_FUNCTION))
                .flatMap(gradients -> named(gradients, message))
                .flatMap(gradient -> differentiated(graph.sameDiff(), gradient))
                .map(op -> "its variable " + made(op) + ", in its gradient: " + message.strip());
    }

    private static Optional<SameDiffOp> named(SameDiff graph, String message) {
        return graph.getOps().values().stream()
                .filter(op -> message.contains(" with name " + op.getName() + " "))
                .findFirst();
    }

    /** Returns the operation of the same operand whose gradient this one computes. */
    private static Optional<SameDiffOp> differentiated(SameDiff graph, SameDiffOp gradient) {
        return graph.getOps().values().stream()
                .filter(op -> gradient.getOp().opName().equals(op.getOp().opName() + GRADIENT_SUFFIX)
                        && op.getInputsToOp()
                                .get(0)
                                .equals(gradient.getInputsToOp().get(0)))
                .findFirst();
    }

    private static String made(SameDiffOp op) {
        return "'" + op.getOutputsOfOp().get(0) + "' (" + op.getOp().opName() + ")";
    }
}

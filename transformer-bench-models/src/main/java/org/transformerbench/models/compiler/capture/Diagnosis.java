package org.transformerbench.models.compiler.capture;

import java.util.Optional;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.transformerbench.api.ModelException;
import org.transformerbench.models.graph.ModelGraph;

/** Says which operation is to blame for a graph that ND4J could not run. */
public final class Diagnosis {
    private Diagnosis() {}

    /**
     * Says what failed as an author of models wants it.
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

    /** ND4J gives an operation's own name, which is that of no variable that was given one. */
    private static Optional<String> named(ModelGraph graph, RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        for (SameDiffOp op : graph.sameDiff().getOps().values()) {
            if (message.contains(" with name " + op.getName() + " ")) {
                return Optional.of("its variable '" + op.getOutputsOfOp().get(0) + "' ("
                        + op.getOp().opName() + "): " + message.strip());
            }
        }
        return Optional.empty();
    }
}

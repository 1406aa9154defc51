package org.transformerbench.models.compiler.capture;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.pass.Origins;
import org.transformerbench.models.graph.ModelGraph;

/** The assignment of SameDiff variables to the operations of a program. */
public final class SameDiffOrigins implements Origins {
    private final SameDiff graph;
    private final Set<String> claimed = new HashSet<>();
    private final int operations;

    private SameDiffOrigins(ModelGraph model) {
        this.graph = model.sameDiff();
        this.operations = unclaimed(model.logits().name()).size();
    }

    /**
     * Creates an empty assignment.
     *
     * @param model whose graph is looked at
     * @return for {@link #claim}
     */
    public static SameDiffOrigins of(ModelGraph model) {
        return new SameDiffOrigins(model);
    }

    @Override
    public int operations() {
        return operations;
    }

    @Override
    public List<String> claim(String variable) {
        List<String> made = unclaimed(variable);
        claimed.addAll(made);
        return made;
    }

    private List<String> unclaimed(String variable) {
        return Graph.inOrder(List.of(variable), this::unclaimedInputs).stream()
                .filter(this::isUnclaimed)
                .toList();
    }

    private List<String> unclaimedInputs(String variable) {
        return isUnclaimed(variable)
                ? maker(variable).map(SameDiffOp::getInputsToOp).orElse(List.of())
                : List.of();
    }

    /** Returns whether a variable is computed by an operation and assigned to none. */
    private boolean isUnclaimed(String variable) {
        return !claimed.contains(variable) && maker(variable).isPresent();
    }

    private Optional<SameDiffOp> maker(String variable) {
        return Optional.ofNullable(graph.getVariables().get(variable))
                .map(Variable::getOutputOfOp)
                .map(graph.getOps()::get);
    }
}

package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
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
    private final String result;
    private final Set<String> claimed = new HashSet<>();

    private SameDiffOrigins(ModelGraph model) {
        this.graph = model.sameDiff();
        this.result = model.logits().name();
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
        return made(result, Set.of()).size();
    }

    @Override
    public List<String> claim(String variable) {
        List<String> made = made(variable, claimed);
        claimed.addAll(made);
        return made;
    }

    /**
     * Returns the variables that have to be computed for a variable, itself included.
     *
     * @param leftOut those that are known, so that nothing before them is needed
     */
    private List<String> made(String variable, Set<String> leftOut) {
        List<String> made = new ArrayList<>();
        for (String each : Graph.inOrder(List.of(variable), before -> operands(before, leftOut))) {
            if (!leftOut.contains(each) && maker(each).isPresent()) {
                made.add(each);
            }
        }
        return List.copyOf(made);
    }

    private List<String> operands(String variable, Set<String> leftOut) {
        return leftOut.contains(variable)
                ? List.of()
                : maker(variable).map(SameDiffOp::getInputsToOp).orElse(List.of());
    }

    private Optional<SameDiffOp> maker(String variable) {
        return Optional.ofNullable(graph.getVariables().get(variable))
                .map(Variable::getOutputOfOp)
                .map(graph.getOps()::get);
    }
}

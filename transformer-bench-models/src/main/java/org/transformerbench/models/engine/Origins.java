package org.transformerbench.models.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.transformerbench.models.graph.ModelGraph;

/** Says which variables of a SameDiff graph a step computes: each belongs to the first step that needs it. */
final class Origins {
    private final SameDiff graph;
    private final Set<String> claimed = new HashSet<>();
    private final int operations;

    private Origins(ModelGraph model) {
        this.graph = model.sameDiff();
        this.operations = unclaimed(model.logits().name()).size();
    }

    static Origins of(ModelGraph model) {
        return new Origins(model);
    }

    /** How many variables are computed on the way to the logits. */
    int operations() {
        return operations;
    }

    /** What has to be computed for a variable and belongs to no step yet, each after what it depends on. */
    List<String> claim(String variable) {
        List<String> made = unclaimed(variable);
        claimed.addAll(made);
        return made;
    }

    /** Not recursive: a graph may be deeper than the stack. */
    private List<String> unclaimed(String variable) {
        Set<String> found = new LinkedHashSet<>();
        Deque<Iterator<String>> open = new ArrayDeque<>();
        open.push(List.of(variable).iterator());
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                continue;
            }
            String next = open.peek().next();
            Optional<SameDiffOp> maker = maker(next);
            if (maker.isPresent() && !claimed.contains(next) && found.add(next)) {
                List<String> inputs = maker.get().getInputsToOp();
                open.push(inputs == null ? Collections.emptyIterator() : inputs.iterator());
            }
        }
        List<String> inOrder = new ArrayList<>(found);
        Collections.reverse(inOrder);
        return List.copyOf(inOrder);
    }

    private Optional<SameDiffOp> maker(String variable) {
        return Optional.ofNullable(graph.getVariables().get(variable))
                .map(Variable::getOutputOfOp)
                .map(graph.getOps()::get);
    }
}

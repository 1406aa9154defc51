package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.ProgramLine;

/**
 * A lowered graph. Immutable, and of no session: it holds neither values nor seeds, so that sessions share it.
 *
 * @param values all activations
 * @param steps in the order of the forward pass
 * @param logits the result
 * @param positions T
 * @param origins the graph's variables that a step makes, the last one its output; none for copies
 * @param operations how many operations the graph has on the way to the result
 */
public record RowProgram(
        List<Value> values,
        List<Step> steps,
        Value logits,
        int positions,
        Map<Step, List<String>> origins,
        int operations) {

    void forward(Workspace work) {
        for (Step step : steps) {
            step.forward(work);
        }
    }

    void backward(Workspace work) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            work.beginGradients(step);
            step.backward(work);
        }
    }

    /** All parameters, each once. */
    Set<Packed> parameters() {
        Set<Packed> parameters = new LinkedHashSet<>();
        steps.forEach(step -> parameters.addAll(step.parameters()));
        return parameters;
    }

    /**
     * Whether every element of all parameters is read.
     *
     * @param flat the parameters of the graph
     * @return false where one has no influence
     */
    public boolean readsAll(FlatParameters flat) {
        int[] uses = new int[flat.values().length];
        parameters().forEach(parameter -> parameter.countUses(uses));
        return Arrays.stream(uses).allMatch(count -> count > 0);
    }

    /**
     * What the program does.
     *
     * @return a line for each step, in the order of the forward pass
     */
    public List<ProgramLine> lines() {
        return steps.stream().map(this::line).toList();
    }

    private ProgramLine line(Step step) {
        Value made = step.output();
        long floats = (long) made.rows() * made.stride()
                + Arrays.stream(step.keptPerExample()).sum();
        return new ProgramLine(
                step.describe(), origins.getOrDefault(step, List.of()), step.flopsPerExample(), floats, true, false);
    }
}

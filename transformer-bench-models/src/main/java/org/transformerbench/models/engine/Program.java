package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
record Program(
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

    /** Whether every element of a flat parameter vector is read. */
    boolean readsAll(FlatParameters flat) {
        int[] uses = new int[flat.values().length];
        parameters().forEach(parameter -> parameter.countUses(uses));
        return Arrays.stream(uses).allMatch(count -> count > 0);
    }

    List<GraphDescription.StepDescription> describe() {
        return steps.stream().map(this::describe).toList();
    }

    private GraphDescription.StepDescription describe(Step step) {
        Value made = step.output();
        long floats = (long) made.rows() * made.stride()
                + Arrays.stream(step.keptPerExample()).sum();
        return new GraphDescription.StepDescription(
                step.describe(),
                origins.getOrDefault(step, List.of()),
                false,
                step.arithmeticPerExample(),
                floats * Float.BYTES);
    }
}

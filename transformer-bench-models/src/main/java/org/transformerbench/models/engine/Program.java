package org.transformerbench.models.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A lowered graph.
 *
 * @param values all activations
 * @param steps in the order of the forward pass
 * @param logits the result
 * @param positions T
 */
record Program(List<Value> values, List<Step> steps, Value logits, int positions) {

    /** All parameters, each once. */
    Set<Packed> parameters() {
        Set<Packed> parameters = new LinkedHashSet<>();
        steps.forEach(step -> parameters.addAll(step.parameters()));
        return parameters;
    }

    /** Whether every element of a flat parameter vector is read. */
    boolean readsAll(int size) {
        boolean[] used = new boolean[size];
        parameters().forEach(parameter -> parameter.markUsed(used));
        for (boolean each : used) {
            if (!each) {
                return false;
            }
        }
        return true;
    }

    void forward(Workspace work) {
        for (Step step : steps) {
            step.forward(work);
        }
    }

    void backward(Workspace work) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).backward(work);
        }
    }

    /** Multiplications and additions per example, forward and backward. */
    long trainingArithmetic() {
        return GraphDescription.withBackward(
                steps.stream().mapToLong(Step::arithmeticPerExample).sum());
    }

    List<GraphDescription.StepDescription> describe() {
        return steps.stream()
                .map(step -> {
                    long floats = (long) step.output().rows() * step.output().stride();
                    for (int kept : step.keptPerExample()) {
                        floats += kept;
                    }
                    return new GraphDescription.StepDescription(
                            step.describe(), step.arithmeticPerExample(), floats * Float.BYTES);
                })
                .toList();
    }
}

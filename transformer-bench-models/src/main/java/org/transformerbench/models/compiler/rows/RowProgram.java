package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.ProgramLine;

/**
 * A lowered graph. Of no session: it holds neither values nor seeds, so that sessions share it. Immutable, but for what is known of
 * the JVM's compiler.
 *
 * @param values all activations
 * @param steps in the order of the forward pass
 * @param logits the result
 * @param positions T
 * @param origins the graph's variables that a step makes, the last one its output; none for copies
 * @param operations how many operations the graph has on the way to the result
 * @param warmUp of the calls: a forward pass per step, then a backward pass per step, then the loss
 */
public record RowProgram(
        List<Value> values,
        List<Step> steps,
        Value logits,
        int positions,
        Map<Step, List<String>> origins,
        int operations,
        WarmUp warmUp) {

    /** One whose kernels nobody has called yet. */
    RowProgram(
            List<Value> values,
            List<Step> steps,
            Value logits,
            int positions,
            Map<Step, List<String>> origins,
            int operations) {
        this(values, steps, logits, positions, origins, operations, new WarmUp(2 * steps.size() + 1));
    }

    void forward(Workspace work) {
        for (int i = 0; i < steps.size(); i++) {
            work.beginCall(i);
            steps.get(i).forward(work);
            work.endCall(i);
        }
    }

    /** Sums up the loss of the workspace's slice; see {@link CrossEntropy}. */
    void loss(Workspace work, int[] targets, float scale, LossSums sums) {
        int call = 2 * steps.size();
        work.beginCall(call);
        CrossEntropy.apply(work, logits, targets, scale, sums);
        work.endCall(call);
    }

    void backward(Workspace work) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            work.beginGradients(step);
            work.beginCall(steps.size() + i);
            step.backward(work);
            work.endCall(steps.size() + i);
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
                step.describe(),
                origins.getOrDefault(step, List.of()),
                step.arithmeticPerExample(),
                floats,
                true,
                false);
    }
}

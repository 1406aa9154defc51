package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A lowered graph. Immutable, and of no session: it holds neither values nor seeds, so that sessions share it.
 *
 * @param values all activations
 * @param segments in the order of the forward pass; one, if everything has a kernel
 * @param logits the result
 * @param positions T
 * @param origins the graph's variables that a computation makes, the last one its output; none for copies
 * @param operations how many operations the graph has on the way to the result
 */
record Program(
        List<Value> values,
        List<Segment> segments,
        Value logits,
        int positions,
        Map<Computation, List<String>> origins,
        int operations) {

    /** A program of steps alone. */
    static Program of(List<Value> values, List<Step> steps, Value logits, int positions) {
        Segment only = new Segment(List.of(), steps, List.of(), List.of());
        return new Program(values, List.of(only), logits, positions, Map.of(), 0);
    }

    /** What runs in slices, in the order of the forward pass. */
    List<Step> steps() {
        return segments.stream().flatMap(segment -> segment.steps().stream()).toList();
    }

    /** What ND4J computes, in the order of the forward pass. */
    List<NativeStep> natives() {
        return segments.stream().flatMap(segment -> segment.natives().stream()).toList();
    }

    /** All parameters, each once. */
    Set<Packed> parameters() {
        Set<Packed> parameters = new LinkedHashSet<>();
        steps().forEach(step -> parameters.addAll(step.parameters()));
        return parameters;
    }

    /** Whether every element of a flat parameter vector is read. */
    boolean readsAll(FlatParameters flat) {
        int[] uses = new int[flat.values().length];
        parameters().forEach(parameter -> parameter.countUses(uses));
        natives().forEach(step -> step.countUses(flat, uses));
        return Arrays.stream(uses).allMatch(count -> count > 0);
    }

    List<GraphDescription.StepDescription> describe() {
        List<GraphDescription.StepDescription> described = new ArrayList<>();
        for (Segment segment : segments) {
            for (NativeStep step : segment.natives()) {
                described.add(describe(step, 0, 0, true));
            }
            for (Step step : segment.steps()) {
                int kept = Arrays.stream(step.keptPerExample()).sum();
                described.add(describe(step, step.arithmeticPerExample(), kept, false));
            }
        }
        return described;
    }

    private GraphDescription.StepDescription describe(
            Computation computation, long arithmetic, int kept, boolean fellBack) {
        Value made = computation.output();
        long floats = (long) made.rows() * made.stride() + kept;
        return new GraphDescription.StepDescription(
                computation.describe(),
                origins.getOrDefault(computation, List.of()),
                fellBack,
                arithmetic,
                floats * Float.BYTES);
    }
}

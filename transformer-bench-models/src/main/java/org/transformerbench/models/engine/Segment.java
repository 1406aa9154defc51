package org.transformerbench.models.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A part of a program that runs in slices, after what ND4J computes for the whole batch. A program without native steps is
 * one segment.
 *
 * @param natives run first, in order
 * @param steps run in slices then, in order
 * @param loads values that earlier segments or native steps made and these steps, or the loss, read
 * @param stores values that these steps make and later segments or native steps read
 */
record Segment(List<NativeStep> natives, List<Step> steps, List<Value> loads, List<Value> stores) {

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

    /**
     * Cuts a program in as few segments as its native steps allow.
     *
     * @param order everything that is computed, inputs before outputs
     * @param values by id
     * @param logits the result, which the last segment reads
     */
    static List<Segment> cut(List<Computation> order, List<Value> values, Value logits) {
        Map<Integer, Integer> levels = new HashMap<>();
        List<List<Computation>> byLevel = new ArrayList<>();
        for (Computation computation : order) {
            int level = computation.inputs().stream()
                    .mapToInt(input -> levels.get(input.id()))
                    .max()
                    .orElse(0);
            level += computation instanceof NativeStep ? 1 : 0;
            levels.put(computation.output().id(), level);
            while (byLevel.size() <= level) {
                byLevel.add(new ArrayList<>());
            }
            byLevel.get(level).add(computation);
        }
        List<Set<Integer>> reads = byLevel.stream().map(Segment::sliceReads).toList();
        reads.get(reads.size() - 1).add(logits.id());
        Set<Integer> later = new HashSet<>();
        Deque<Segment> segments = new ArrayDeque<>();
        for (int level = byLevel.size() - 1; level >= 0; level--) {
            segments.addFirst(of(byLevel.get(level), values, reads.get(level), later));
            later.addAll(reads.get(level));
            only(NativeStep.class, byLevel.get(level))
                    .forEach(step -> step.inputs().forEach(input -> later.add(input.id())));
        }
        return List.copyOf(segments);
    }

    private static Segment of(List<Computation> level, List<Value> values, Set<Integer> reads, Set<Integer> later) {
        List<Step> steps = only(Step.class, level);
        Set<Integer> made = new HashSet<>();
        steps.forEach(step -> made.add(step.output().id()));
        return new Segment(
                only(NativeStep.class, level),
                steps,
                reads.stream()
                        .filter(id -> !made.contains(id))
                        .sorted()
                        .map(values::get)
                        .toList(),
                made.stream().filter(later::contains).sorted().map(values::get).toList());
    }

    private static Set<Integer> sliceReads(List<Computation> level) {
        Set<Integer> reads = new HashSet<>();
        only(Step.class, level).forEach(step -> step.inputs().forEach(input -> reads.add(input.id())));
        return reads;
    }

    private static <T extends Computation> List<T> only(Class<T> kind, List<Computation> computations) {
        return computations.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}

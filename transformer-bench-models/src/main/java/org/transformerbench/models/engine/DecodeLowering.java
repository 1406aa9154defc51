package org.transformerbench.models.engine;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * Turns an evaluation graph for T positions into a program for one position at a time. What treats each position by itself
 * stays as it is, for one row; attention finds the earlier positions in a cache. Anything else is refused.
 */
final class DecodeLowering {
    private final Matcher matcher;
    private final Lowering lowering;
    private final int positions;
    private final Memo<String, Value> built = new Memo<>(this::build);
    private final List<Value> values = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private int attentions;

    private DecodeLowering(ModelGraph graph, FlatParameters parameters, Shapes shapes, Kernels kernels) {
        this.lowering = new Lowering(graph, parameters, shapes, kernels);
        this.matcher = lowering.matcher();
        this.positions = graph.positions();
    }

    /**
     * Lowers a graph.
     *
     * @throws NotLowerable if the model mixes positions by anything but causal attention
     */
    static Program lower(ModelGraph graph, FlatParameters parameters, Shapes shapes, Kernels kernels) {
        DecodeLowering lowering = new DecodeLowering(graph, parameters, shapes, kernels);
        Value logits =
                lowering.built.get(lowering.matcher.resolve(graph.logits().name()));
        return Program.of(List.copyOf(lowering.values), List.copyOf(lowering.steps), logits, graph.positions());
    }

    private Value build(String variable) {
        Pattern pattern = matcher.match(variable);
        requireCausal(pattern, variable);
        if (pattern instanceof Pattern.Columns columns) {
            return built.get(columns.input()).columns(columns.from(), columns.width());
        }
        List<Value> from = lowering.inputs(variable).stream().map(built::get).toList();
        Value output = Value.of(values.size(), 1, pattern.width());
        values.add(output);
        if (pattern instanceof Pattern.Attention attention) {
            steps.add(attention(attention, from, output));
        } else if (pattern instanceof Pattern.Embedding embedding) {
            IndexTensor places = embedding.positionTable();
            steps.add(new NextEmbeddingStep(
                    output, Packed.table(embedding.table()), places == null ? null : Packed.table(places)));
        } else {
            from.forEach(Lowering::requireWhole);
            steps.add(lowering.step(pattern, from, output));
        }
        return output;
    }

    private Step attention(Pattern.Attention pattern, List<Value> from, Value output) {
        int width = pattern.width() / pattern.heads();
        return new CachedAttentionStep(
                from.get(0), from.get(1), from.get(2), output, attentions++, pattern.heads(), width, pattern.scale());
    }

    /** Whether a row depends on no later one, and on earlier ones through attention only. */
    private void requireCausal(Pattern pattern, String variable) {
        boolean causal = pattern instanceof Pattern.Embedding
                || pattern instanceof Pattern.Linear
                || pattern instanceof Pattern.Norm
                || pattern instanceof Pattern.Activation
                || pattern instanceof Pattern.Sum
                || pattern instanceof Pattern.Columns
                || pattern instanceof Pattern.Attention;
        if (!causal || pattern.rows() != positions) {
            throw new NotLowerable("'" + variable + "' is not computed position by position");
        }
    }

    /**
     * Whether the program of a shorter graph is the beginning of that of a longer one. A model may do another thing for
     * each number of positions, such as to count them from the end; then nothing can be kept.
     */
    static boolean isPrefix(Program shorter, Program longer) {
        boolean same = shorter.logits().equals(longer.logits())
                && shorter.steps().size() == longer.steps().size();
        for (int i = 0; same && i < shorter.steps().size(); i++) {
            same = isPrefix(shorter.steps().get(i), longer.steps().get(i));
        }
        return same;
    }

    private static boolean isPrefix(Step shorter, Step longer) {
        if (shorter.getClass() != longer.getClass()) {
            return false;
        }
        for (RecordComponent component : shorter.getClass().getRecordComponents()) {
            Object one = component(component, shorter);
            Object other = component(component, longer);
            boolean same = one instanceof Packed small && other instanceof Packed large
                    ? small.beginsAs(large)
                    : Objects.equals(one, other);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static Object component(RecordComponent component, Step step) {
        try {
            return component.getAccessor().invoke(step);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A step hides what it consists of: " + step.describe(), e);
        }
    }
}

package org.transformerbench.models.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.api.Targets;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * Turns recognised idioms into steps. Where only the last position is a target, everything after the last attention is
 * computed for that position alone.
 */
final class Lowering {
    private final ModelGraph graph;
    private final Matcher matcher;
    private final Kernels kernels;
    /** Variables of which all positions are needed. */
    private final Set<String> needed = new HashSet<>();

    private final Memo<Rows, Value> built = new Memo<>(this::build);
    private final List<Value> values = new ArrayList<>();
    private final Map<Value, Value> copies = new HashMap<>();
    private final List<Computation> steps = new ArrayList<>();
    private final Map<Computation, List<String>> origins = new IdentityHashMap<>();

    Lowering(ModelGraph graph, FlatParameters parameters, Shapes shapes, Kernels kernels) {
        this.graph = graph;
        this.matcher = new Matcher(graph, parameters, shapes);
        this.kernels = kernels;
    }

    /** A variable for all positions, or for the last one alone. */
    private record Rows(String variable, boolean onlyLast) {}

    /**
     * Lowers a graph.
     *
     * @throws NotLowerable if a node has no kernel and cannot be cut out
     */
    static Program lower(ModelGraph graph, FlatParameters parameters, Shapes shapes, Targets targets, Kernels kernels) {
        return new Lowering(graph, parameters, shapes, kernels).program(targets);
    }

    /** The program of the graph; to be asked for once. */
    Program program(Targets targets) {
        String logits = matcher.resolve(graph.logits().name());
        Value result;
        if (targets == Targets.LAST && matcher.match(logits).rows() > 1) {
            needLast(logits);
            result = materialised(last(logits));
        } else {
            need(logits);
            result = materialised(whole(logits));
        }
        Program program = new Program(
                List.copyOf(values),
                Segment.cut(steps, values, result),
                result,
                graph.positions(),
                origins,
                matcher.graph().live().size());
        requireOutputs(program, graph, targets);
        return program;
    }

    /** A model that breaks its contract is the reference trainer's to report. */
    private static void requireOutputs(Program program, ModelGraph graph, Targets targets) {
        int outputs = targets == Targets.LAST ? 1 : graph.outputs();
        if (program.logits().rows() != outputs) {
            throw new NotLowerable("the logits have " + program.logits().rows() + " rows per example, not " + outputs);
        }
    }

    private void need(String variable) {
        Deque<String> open = new ArrayDeque<>(List.of(variable));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (needed.add(next)) {
                inputs(next).forEach(open::push);
            }
        }
    }

    private void needLast(String variable) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(variable));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                needLast(next, open);
            }
        }
    }

    /** Of one variable; its inputs of which the last position is enough are still open. */
    private void needLast(String variable, Deque<String> open) {
        Pattern pattern = matcher.match(variable);
        if (pattern instanceof Pattern.Attention attention) {
            open.push(attention.queries());
            need(attention.keys());
            need(attention.values());
        } else if (pattern instanceof Pattern.Regroup
                || pattern instanceof Pattern.Embedding
                || pattern instanceof Pattern.Native) {
            need(variable);
        } else if (pattern instanceof Pattern.Columns columns) {
            // The part of a joint projection: the other parts need all positions anyway.
            need(columns.input());
            need(variable);
        } else {
            inputs(variable).forEach(open::push);
        }
    }

    List<String> inputs(String variable) {
        return matcher.match(variable).inputs().stream().map(matcher::resolve).toList();
    }

    private Value whole(String variable) {
        return built.get(new Rows(variable, false));
    }

    private Value last(String variable) {
        return built.get(new Rows(variable, true));
    }

    private Value build(Rows asked) {
        String variable = asked.variable();
        if (!asked.onlyLast()) {
            return build(variable, matcher.match(variable).rows(), this::whole);
        }
        if (!needed.contains(variable)) {
            return build(variable, 1, this::last);
        }
        Value all = whole(variable);
        Value value = value(1, all.width());
        steps.add(new SelectLastStep(all, value));
        return value;
    }

    /** Where a step's inputs come from: the same rows as its output, but for attention. */
    private interface Inputs {
        Value of(String variable);
    }

    private Value build(String variable, int rows, Inputs inputs) {
        Pattern pattern = matcher.match(variable);
        if (pattern instanceof Pattern.Columns columns) {
            return inputs.of(columns.input()).columns(columns.from(), columns.width());
        }
        if (pattern instanceof Pattern.Attention attention) {
            return attention(variable, attention, rows, inputs);
        }
        if (pattern instanceof Pattern.Native unknown) {
            return leftToNd4j(unknown);
        }
        if (pattern instanceof Pattern.Regroup regroup
                && matcher.match(regroup.input()) instanceof Pattern.Embedding embedding
                && rows < embedding.rows()
                && matcher.graph().consumers(regroup.input()).size() == 1) {
            Value output = value(rows, pattern.width());
            steps.add(step(embedding, List.of(), output));
            origins.put(steps.get(steps.size() - 1), matcher.graph().between(List.of(), variable));
            return output;
        }
        List<Value> from = inputs(variable).stream()
                .map(inputs::of)
                .map(this::materialised)
                .toList();
        if (pattern instanceof Pattern.Regroup
                && from.get(0).isContiguous()
                && pattern.width() == Kernels.stride(pattern.width())) {
            return from.get(0).regrouped(rows, pattern.width());
        }
        Value output = value(rows, pattern.width());
        add(step(pattern, from, output), variable);
        return output;
    }

    private void add(Computation step, String variable) {
        steps.add(step);
        origins.put(step, matcher.graph().between(inputs(variable), variable));
    }

    private Value leftToNd4j(Pattern.Native unknown) {
        Region region = unknown.region();
        List<Value> from =
                region.hidden().stream().map(matcher::resolve).map(this::whole).toList();
        Value output = value(unknown.rows(), unknown.width());
        NativeStep step = NativeStep.of(region, graph, matcher::shape, from, output);
        steps.add(step);
        origins.put(step, matcher.graph().between(region.hidden(), region.output()));
        return output;
    }

    Step step(Pattern pattern, List<Value> from, Value output) {
        if (pattern instanceof Pattern.Embedding embedding) {
            return new EmbeddingStep(
                    output,
                    embedding.rows(),
                    Packed.table(embedding.table()),
                    embedding.positionTable() == null ? null : Packed.table(embedding.positionTable()));
        } else if (pattern instanceof Pattern.Linear linear) {
            return new LinearStep(
                    from.get(0), output, Packed.weight(linear.weight(), kernels.panel()), Packed.vector(linear.bias()));
        } else if (pattern instanceof Pattern.Norm norm) {
            return new NormStep(
                    from.get(0), output, Packed.vector(norm.gain()), Packed.vector(norm.bias()), norm.epsilon());
        } else if (pattern instanceof Pattern.Activation activation) {
            return new ActivationStep(from.get(0), output, activation.function());
        } else if (pattern instanceof Pattern.Sum) {
            return new SumStep(from.get(0), from.get(1), output);
        } else if (pattern instanceof Pattern.Dropout dropout) {
            return new DropoutStep(from.get(0), output, dropout.site());
        }
        return new RegroupStep(from.get(0), output);
    }

    private Value attention(String variable, Pattern.Attention pattern, int rows, Inputs inputs) {
        join(
                rows < pattern.rows()
                        ? List.of(pattern.keys(), pattern.values())
                        : List.of(pattern.queries(), pattern.keys(), pattern.values()));
        Value queries = inputs.of(pattern.queries());
        Value keys = whole(pattern.keys());
        Value values = whole(pattern.values());
        Value output = value(rows, pattern.width());
        add(attention(pattern, rows, queries, keys, values, output), variable);
        return output;
    }

    /** Builds projections of one value together, if that is what these are and none was built before. */
    private void join(List<String> variables) {
        if (variables.stream().distinct().count() < variables.size()
                || variables.stream().anyMatch(variable -> built.contains(new Rows(variable, false)))) {
            return;
        }
        OldJoinedLinear.of(variables.stream().map(matcher::match).toList()).ifPresent(joined -> {
            Pattern.Linear pattern = joined.whole();
            Value input = materialised(whole(pattern.input()));
            Value output = value(pattern.rows(), pattern.width());
            Step step = step(pattern, List.of(input), output);
            steps.add(step);
            Set<String> nodes = new LinkedHashSet<>();
            int column = 0;
            for (String variable : variables) {
                int width = matcher.match(variable).width();
                built.put(new Rows(variable, false), output.columns(column, width));
                column += width;
                nodes.addAll(matcher.graph().between(inputs(variable), variable));
            }
            origins.put(step, List.copyOf(nodes));
        });
    }

    private Step attention(Pattern.Attention pattern, int rows, Value queries, Value keys, Value values, Value output) {
        int heads = pattern.heads();
        int width = pattern.width() / heads;
        float scale = pattern.scale();
        // Whole vectors may be read, so that a part of a joint projection must begin and end where vectors do.
        boolean aligned = heads * width % Kernels.LANES == 0 || queries.isWhole() && keys.isWhole() && values.isWhole();
        int kept = kernels.attentionWeights(pattern.rows(), heads, width, aligned, rows < pattern.rows());
        return new AttentionStep(queries, keys, values, output, heads, width, scale, pattern.site(), aligned, kept);
    }

    /** Only attention and ND4J read a part of a buffer; others, the loss among them, get a copy. */
    private Value materialised(Value value) {
        if (value.isContiguous() || values.get(value.id()).width() == value.width()) {
            return value;
        }
        return copies.computeIfAbsent(value, part -> {
            Value copy = value(part.rows(), part.width());
            steps.add(new ColumnsStep(part, copy));
            return copy;
        });
    }

    /** Where parts cannot be copied out. */
    static Value requireWhole(Value value) {
        if (!value.isWhole()) {
            throw new NotLowerable("a part of a projection is read by something else than attention");
        }
        return value;
    }

    Matcher matcher() {
        return matcher;
    }

    private Value value(int rows, int width) {
        Value value = Value.of(values.size(), rows, width);
        values.add(value);
        return value;
    }
}

package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * Turns recognised idioms into steps. Where only the last position is a target, everything after the last attention is
 * computed for that position alone.
 */
final class Lowering {
    private final ModelGraph graph;
    private final FlatParameters parameters;
    private final Matcher matcher;
    private final SeedStreams seeds;
    private final Kernels kernels;
    /** Variables of which all positions are needed. */
    private final Set<String> needed = new HashSet<>();

    private final Map<String, Value> whole = new HashMap<>();
    private final Map<String, Value> last = new HashMap<>();
    private final List<Value> values = new ArrayList<>();
    private final Map<Value, Value> copies = new HashMap<>();
    private final List<Computation> steps = new ArrayList<>();
    private final Map<Computation, List<String>> origins = new IdentityHashMap<>();

    Lowering(ModelGraph graph, FlatParameters parameters, SeedStreams seeds, Kernels kernels) {
        this.graph = graph;
        this.parameters = parameters;
        this.matcher = new Matcher(graph, parameters);
        this.kernels = kernels;
        this.seeds = seeds;
    }

    /**
     * Lowers a graph.
     *
     * @throws NotLowerable if a node has no kernel and cannot be cut out
     */
    static Program lower(
            ModelGraph graph, FlatParameters parameters, Targets targets, SeedStreams seeds, Kernels kernels) {
        Lowering lowering = new Lowering(graph, parameters, seeds, kernels);
        Matcher matcher = lowering.matcher;
        String logits = matcher.resolve(graph.logits().name());
        Value result;
        if (targets == Targets.LAST && matcher.match(logits).rows() > 1) {
            lowering.needLast(logits);
            result = lowering.materialised(lowering.last(logits));
        } else {
            lowering.need(logits);
            result = lowering.materialised(lowering.whole(logits));
        }
        Program program = new Program(
                List.copyOf(lowering.values),
                Segment.cut(lowering.steps, lowering.values, result),
                result,
                graph.positions(),
                lowering.origins,
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
        if (needed.add(variable)) {
            inputs(variable).forEach(this::need);
        }
    }

    private void needLast(String variable) {
        Pattern pattern = matcher.match(variable);
        if (pattern instanceof Pattern.Attention attention) {
            needLast(attention.queries());
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
            inputs(variable).forEach(this::needLast);
        }
    }

    List<String> inputs(String variable) {
        return matcher.match(variable).inputs().stream().map(matcher::resolve).toList();
    }

    private Value whole(String variable) {
        Value value = whole.get(variable);
        if (value == null) {
            value = build(variable, matcher.match(variable).rows(), this::whole);
            whole.put(variable, value);
        }
        return value;
    }

    private Value last(String variable) {
        Value value = last.get(variable);
        if (value == null) {
            if (needed.contains(variable)) {
                Value all = whole(variable);
                value = value(1, all.width());
                steps.add(new SelectLastStep(all, value));
            } else {
                value = build(variable, 1, this::last);
            }
            last.put(variable, value);
        }
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
        NativeStep step = new NativeStep(region, graph, matcher::shape, parameters, seeds, from, output);
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
            return new DropoutStep(from.get(0), output, dropout.site(), seeds);
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
                || variables.stream().anyMatch(whole::containsKey)) {
            return;
        }
        JoinedLinear.of(variables.stream().map(matcher::match).toList()).ifPresent(joined -> {
            Pattern.Linear pattern = joined.whole();
            Value output = value(pattern.rows(), pattern.width());
            Step step = step(pattern, List.of(materialised(whole(pattern.input()))), output);
            steps.add(step);
            Set<String> nodes = new LinkedHashSet<>();
            int column = 0;
            for (String variable : variables) {
                int width = matcher.match(variable).width();
                whole.put(variable, output.columns(column, width));
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
        return new AttentionStep(
                queries, keys, values, output, heads, width, scale, pattern.site(), seeds, aligned, kept);
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

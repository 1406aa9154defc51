package org.transformerbench.models.compiler.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Maximum;
import org.transformerbench.models.compiler.op.Multiply;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.GeluErf;
import org.transformerbench.models.compiler.op.fused.GeluTanh;
import org.transformerbench.models.compiler.op.fused.HeadAttention;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Linear;
import org.transformerbench.models.compiler.pass.Origins;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.Kernels;

/**
 * A lowering of a fused graph to operations on rows: a value (T, D) of each example is T rows of D columns, padded to whole
 * vectors. Knows an operation for each kernel, and what only says how rows are read; refuses all others.
 */
public class RowLowering {
    private final SourceGraph model;
    private final PackedParameters parameters;
    private final Kernels kernels;
    private final Origins origins;
    private final Map<String, DropoutSite> sites;
    private final Map<Class<? extends Op>, Function<Node, Value>> makers = new HashMap<>();
    private final Map<Node, Integer> readers = new HashMap<>();
    private final Map<Node, JoinedLinear> joined = new HashMap<>();
    /** Embeddings that are computed together with the reshape that reads them. */
    private final Set<Node> regrouped = new HashSet<>();

    private final Map<Node, Value> built = new HashMap<>();
    private final List<Value> values = new ArrayList<>();
    private final Map<Value, Value> copies = new HashMap<>();
    private final List<RowOperation> operations = new ArrayList<>();
    private final Map<RowOperation, List<String>> variables = new IdentityHashMap<>();

    RowLowering(SourceGraph model, FlatParameters parameters, Kernels kernels) {
        this.model = model;
        this.parameters = new PackedParameters(parameters, kernels);
        this.kernels = kernels;
        this.origins = model.origins();
        this.sites = model.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        makers.put(Embedding.class, node -> embedding(node, node));
        makers.put(Linear.class, this::linear);
        makers.put(LayerNorm.class, this::layerNorm);
        makers.put(GeluTanh.class, node -> activation(node, node.input(0), ActivationOperation.Function.GELU_TANH));
        makers.put(GeluErf.class, node -> activation(node, node.input(0), ActivationOperation.Function.GELU_ERF));
        makers.put(Maximum.class, this::relu);
        makers.put(Add.class, this::sum);
        makers.put(Multiply.class, this::dropout);
        makers.put(HeadAttention.class, this::attention);
        makers.put(Slice.class, this::slice);
        makers.put(Reshape.class, this::reshape);
    }

    /**
     * Lowers a graph.
     *
     * @param model the graph before fusion
     * @param logits of a graph that is fused {@linkplain org.transformerbench.models.compiler.Compiler#rows for rows}
     * @param parameters of the model
     * @param kernels whose layout weights get
     * @return a program for whole sequences
     * @throws UnsupportedGraphException if an operation has no kernel for rows
     */
    public static RowProgram lower(SourceGraph model, Node logits, FlatParameters parameters, Kernels kernels) {
        return new RowLowering(model, parameters, kernels).lower(logits);
    }

    final RowProgram lower(Node logits) {
        List<Node> nodes = new Graph(List.of(logits)).nodes();
        for (Node node : nodes) {
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
            JoinedLinear.of(node)
                    .filter(group -> group.parts().stream().noneMatch(joined::containsKey))
                    .ifPresent(group -> group.parts().forEach(part -> joined.put(part, group)));
        }
        nodes.stream().filter(this::isRegroupedEmbedding).forEach(node -> regrouped.add(node.input(0)));
        for (Node node : nodes) {
            if (node.shape().batched() && !isMask(node) && !regrouped.contains(node) && !built.containsKey(node)) {
                built.put(node, build(node));
            }
        }
        Value result = whole(logits);
        return new RowProgram(
                List.copyOf(values),
                List.copyOf(operations),
                result,
                model.positions(),
                variables,
                origins.operations());
    }

    Value build(Node node) {
        Function<Node, Value> maker = makers.get(node.op().getClass());
        if (maker == null) {
            throw refusal(node);
        }
        return maker.apply(node);
    }

    final PackedParameters parameters() {
        return parameters;
    }

    private static UnsupportedGraphException refusal(Node node) {
        return new UnsupportedGraphException(
                "'" + node.origin() + "' (" + node.op().name() + ") has no kernel for rows");
    }

    /** Returns whether a node is a token or dropout mask, which operations get elsewhere. */
    private static boolean isMask(Node node) {
        return node.op() instanceof Placeholder
                || node.op() instanceof Slice && node.input(0).op() instanceof Placeholder;
    }

    /**
     * Returns whether only a reshape reads the rows of an embedding side by side: the embedding can write them there directly.
     */
    private boolean isRegroupedEmbedding(Node node) {
        return node.op() instanceof Reshape
                && node.input(0).op() instanceof Embedding
                && readers.get(node.input(0)) == 1
                && width(node) > width(node.input(0))
                && width(node) % width(node.input(0)) == 0;
    }

    /** Returns an operation's operand; a part of a buffer is copied first, since only attention reads parts. */
    private Value whole(Node node) {
        Value value = read(node);
        if (value.isContiguous() || values.get(value.id()).width() == value.width()) {
            return value;
        }
        return copies.computeIfAbsent(value, part -> {
            Value copy = value(part.rows(), part.width());
            operations.add(new ColumnsOperation(part, copy));
            return copy;
        });
    }

    final Value read(Node node) {
        Value value = built.get(node);
        if (value == null) {
            throw refusal(node);
        }
        return value;
    }

    private Value value(int rows, int width) {
        Value value = Value.of(values.size(), rows, width);
        values.add(value);
        return value;
    }

    final Value output(Node node) {
        return value(rows(node), width(node));
    }

    private static int width(Node node) {
        int rank = node.shape().rank();
        return rank == 0 ? 1 : node.shape().dim(rank - 1);
    }

    /** Returns the number of rows of a value per example. */
    int rows(Node node) {
        return node.shape().size() / width(node);
    }

    final Value add(Node node, RowOperation operation) {
        return add(operation, origins.claim(node.origin()));
    }

    private Value add(RowOperation operation, List<String> made) {
        operations.add(operation);
        variables.put(operation, made);
        return operation.output();
    }

    Value embedding(Node node, Node rows) {
        if (!(node.input(0).op() instanceof Placeholder)) {
            throw refusal(node);
        }
        PackedLayout places = node.inputs().size() > 2 ? parameters.table(node.input(2)) : null;
        return add(node, new EmbeddingOperation(output(rows), rows(node), parameters.table(node.input(1)), places));
    }

    private Value linear(Node node) {
        JoinedLinear group = joined.get(node);
        if (group != null) {
            return joined(node, group);
        }
        PackedLayout bias = node.inputs().size() > 2 ? parameters.vector(node.input(2)) : null;
        PackedLayout weight = parameters.weight(node.input(1));
        return add(node, new LinearOperation(whole(node.input(0)), output(node), weight, bias));
    }

    /** Builds all projections of a group when the first one is requested. */
    private Value joined(Node asked, JoinedLinear group) {
        Value output = value(rows(asked), group.width());
        RowOperation operation = new LinearOperation(
                whole(asked.input(0)), output, parameters.weight(group.weights()), parameters.vector(group.biases()));
        Set<String> made = new LinkedHashSet<>();
        group.parts().forEach(part -> made.addAll(origins.claim(part.origin())));
        add(operation, List.copyOf(made));
        int column = 0;
        for (Node part : group.parts()) {
            built.put(part, output.columns(column, width(part)));
            column += width(part);
        }
        return built.get(asked);
    }

    private Value layerNorm(Node node) {
        PackedLayout bias = node.inputs().size() > 2 ? parameters.vector(node.input(2)) : null;
        float epsilon = ((LayerNorm) node.op()).epsilon();
        PackedLayout gain = parameters.vector(node.input(1));
        return add(node, new NormOperation(whole(node.input(0)), output(node), gain, bias, epsilon));
    }

    private Value activation(Node node, Node input, ActivationOperation.Function function) {
        return add(node, new ActivationOperation(whole(input), output(node), function));
    }

    private Value relu(Node node) {
        int zero = node.input(0).op() instanceof Constant ? 0 : 1;
        boolean isRelu = node.input(zero).op() instanceof Constant constant
                && constant.values().length == 1
                && constant.values()[0] == 0;
        if (!isRelu) {
            throw refusal(node);
        }
        return activation(node, node.input(1 - zero), ActivationOperation.Function.RELU);
    }

    private Value sum(Node node) {
        boolean sameShape =
                node.inputs().stream().allMatch(input -> input.shape().equals(node.shape()));
        if (!sameShape) {
            throw refusal(node);
        }
        return add(node, new SumOperation(whole(node.input(0)), whole(node.input(1)), output(node)));
    }

    private Value dropout(Node node) {
        int mask = isMask(node.input(0)) ? 0 : 1;
        Node input = node.input(1 - mask);
        DropoutSite site = site(node.input(mask)).orElseThrow(() -> refusal(node));
        boolean fits = input.shape().rank() == 2
                && node.input(mask).shape().equals(input.shape())
                && site.shapePerExample().length == 2;
        if (!fits) {
            throw refusal(node);
        }
        return add(node, new DropoutOperation(whole(input), output(node), site));
    }

    /** Returns the dropout that draws a mask; where only its last rows are used, the operation handles that. */
    private Optional<DropoutSite> site(Node mask) {
        Node drawn = mask.op() instanceof Slice ? mask.input(0) : mask;
        return drawn.op() instanceof Placeholder placeholder
                ? Optional.ofNullable(sites.get(placeholder.name()))
                : Optional.empty();
    }

    Value attention(Node node) {
        HeadAttention attention = (HeadAttention) node.op();
        Value queries = read(node.input(0));
        Value keys = read(node.input(1));
        Value heads = read(node.input(2));
        boolean lastOnly = queries.rows() == 1;
        boolean fits = (lastOnly || queries.rows() == keys.rows())
                && keys.rows() == model.positions()
                && queries.width() == keys.width()
                && heads.width() == keys.width();
        if (!fits) {
            throw refusal(node);
        }
        DropoutSite site = attention.masked() ? site(node.input(3)).orElseThrow(() -> refusal(node)) : null;
        int count = attention.heads();
        int width = queries.width() / count;
        // Whole vectors may be read, so that a part of a joint projection must begin and end where vectors do.
        boolean aligned = count * width % Kernels.LANES == 0 || queries.isWhole() && keys.isWhole() && heads.isWhole();
        int saved = kernels.attention().savedFloats(keys.rows(), count, width, aligned, lastOnly && keys.rows() > 1);
        return add(
                node,
                new AttentionOperation(
                        queries, keys, heads, output(node), count, width, attention.scale(), site, aligned, saved));
    }

    private Value slice(Node node) {
        Slice slice = (Slice) node.op();
        Value input = read(node.input(0));
        int rank = node.shape().rank();
        if (slice.axis() == rank - 1 && slice.step() == 1) {
            return input.columns(slice.begin(), slice.count());
        }
        boolean isLast = rank == 2 && slice.axis() == 0 && slice.count() == 1 && slice.begin() == input.rows() - 1;
        if (!isLast) {
            throw refusal(node);
        }
        return add(new SelectLastOperation(input, output(node)), List.of());
    }

    private Value reshape(Node node) {
        Node under = node.input(0);
        int width = width(node);
        int rows = rows(node);
        if (width == width(under)) {
            return read(under);
        }
        if (regrouped.contains(under)) {
            return embedding(under, node);
        }
        Value input = whole(under);
        if (width % input.width() != 0 && input.width() % width != 0) {
            throw refusal(node);
        }
        if (input.isContiguous() && width == Kernels.stride(width)) {
            return input.regrouped(rows, width);
        }
        return add(node, new ReshapeOperation(input, output(node)));
    }
}

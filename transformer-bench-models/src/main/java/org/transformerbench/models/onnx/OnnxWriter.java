package org.transformerbench.models.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;

/**
 * A writer of a graph's values as values of an ONNX graph. There the batch is the first dimension of what differs between examples,
 * and what all examples share has no batch.
 */
final class OnnxWriter {
    /** Name of the input, shape (batch, positions), int64. */
    static final String TOKENS = "tokens";
    /** Name of the output, shape (batch, O, V), float32. */
    static final String LOGITS = "logits";

    private final OnnxGraph graph = new OnnxGraph();
    private final TextAxes axes;
    private final Map<Node, String> values = new HashMap<>();
    /** Values that several nodes need, by what they are. */
    private final Map<List<Object>, String> shared = new HashMap<>();

    private OnnxWriter(TextAxes axes) {
        this.axes = axes;
    }

    /**
     * Writes a graph.
     *
     * @param logits shape (O, V) for each example, of operations that all have a form in ONNX
     * @param positions T
     * @param axes the dimensions that the length of a text decides
     * @param parameters name to values, of all parameters that the graph reads
     * @return the ONNX graph
     */
    static OnnxGraph write(Node logits, int positions, TextAxes axes, Map<String, Tensor> parameters) {
        OnnxWriter writer = new OnnxWriter(axes);
        writer.declare(logits, positions, parameters);
        for (Node node : new Graph(List.of(logits)).nodes()) {
            // Tokens as floating-point numbers are hardly ever needed.
            if (!(node.op() instanceof Placeholder)) {
                writer.value(node);
            }
        }
        writer.graph.addNamed(LOGITS, "Identity", List.of(writer.value(logits)));
        return writer.graph;
    }

    private void declare(Node logits, int positions, Map<String, Tensor> parameters) {
        boolean anyLength = axes.contains(logits, 0);
        ProtoMessage batch = OnnxGraph.dimension("batch");
        graph.addInput(
                TOKENS,
                OnnxGraph.INT64,
                batch,
                anyLength ? OnnxGraph.dimension("positions") : OnnxGraph.dimension(positions));
        graph.addOutput(
                LOGITS,
                OnnxGraph.FLOAT,
                batch,
                anyLength
                        ? OnnxGraph.dimension("positions")
                        : OnnxGraph.dimension(logits.shape().dim(0)),
                OnnxGraph.dimension(logits.shape().dim(1)));
        for (Node node : new Graph(List.of(logits)).nodes()) {
            if (node.op() instanceof Parameter parameter) {
                graph.addParameter(
                        parameter.name(),
                        parameter.shape().dims(),
                        parameters.get(parameter.name()).values());
            }
        }
    }

    /** Returns the graph, for what has no operands. */
    OnnxGraph graph() {
        return graph;
    }

    /** Returns the dimension of an ONNX value that is a given one of an example. */
    static int axis(Node node, int axis) {
        return node.shape().batched() ? axis + 1 : axis;
    }

    /** Returns whether the length of the text decides the size of a dimension. */
    boolean isText(Node node, int axis) {
        return axes.contains(node, axis);
    }

    /** Returns the name of a node's value, which is written at first. */
    String value(Node node) {
        String known = values.get(node);
        if (known == null) {
            known = graph.within(
                    node.origin(), () -> OnnxOperations.of(node.op()).write(node, this));
            values.put(node, known);
        }
        return known;
    }

    /** Adds an ONNX node. */
    String add(String type, List<String> operands, ProtoMessage... attributes) {
        return graph.add(type, operands, attributes);
    }

    /** Adds a conversion. */
    String cast(String value, int type) {
        return add("Cast", List.of(value), OnnxGraph.attribute("to", type));
    }

    /** Returns the tokens as floating-point numbers. */
    String tokensAsNumbers() {
        return cast(TOKENS, OnnxGraph.FLOAT);
    }

    /** Returns whole numbers as integers. */
    String indices(Node node) {
        if (node.op() instanceof Placeholder) {
            return TOKENS;
        }
        return once(List.of("indices", node), () -> cast(value(node), OnnxGraph.INT64));
    }

    /**
     * Returns a node's operands so that ONNX broadcasts them as is meant here: none has fewer dimensions behind the batch than
     * another, and none is longer than the text.
     *
     * @param kept how many of the last dimensions are not broadcast
     */
    List<String> operands(Node node, int kept) {
        return node.inputs().stream().map(input -> operand(input, node, kept)).toList();
    }

    private String operand(Node input, Node node, int kept) {
        int rank = node.shape().rank();
        String name = value(input);
        for (int axis = 0; axis < rank - kept; axis++) {
            int own = axis - (rank - input.shape().rank());
            if (own >= 0 && isText(node, axis)) {
                name = cut(name, input, own);
            }
        }
        return leading(name, input, rank);
    }

    /** Returns an operand of shape (..., R, T), as attention scores, so that ONNX broadcasts it to them. */
    String scores(Node operand, Node attention) {
        int rank = operand.shape().rank();
        String name = value(operand);
        if (isText(attention, attention.shape().rank() - 2)) {
            for (int axis = Math.max(0, rank - 2); axis < rank; axis++) {
                name = cut(name, operand, axis);
            }
        }
        return leading(name, operand, attention.shape().rank());
    }

    private String leading(String name, Node input, int rank) {
        int missing = rank - input.shape().rank();
        if (missing <= 0 || !input.shape().batched()) {
            return name;
        }
        String places = graph.vector(LongStream.rangeClosed(1, missing).toArray());
        return add("Unsqueeze", List.of(name, places));
    }

    /** Returns how many dimensions an operand has that {@link #operands} gave. */
    int onnxRank(Node input, Node node) {
        return input.shape().batched() ? node.shape().rank() + 1 : input.shape().rank();
    }

    /** Returns what a value holds for the positions of the text, given that it holds something for all positions. */
    private String cut(String name, Node value, int axis) {
        if (isText(value, axis) || value.shape().dim(axis) == 1) {
            return name;
        }
        return once(List.of("cut", name, axis), () -> slice(name, axis(value, axis), 0, length(), 1));
    }

    /** Adds a slice up to an end that is a vector of one integer. */
    String slice(String value, int axis, long begin, String end, long step) {
        return add("Slice", List.of(value, graph.vector(begin), end, graph.vector(axis), graph.vector(step)));
    }

    /** Repeats a value without a batch for each example. */
    String repeat(String value, int rank) {
        String sizes = once(List.of("batch", rank), () -> {
            String ones = graph.vector(LongStream.generate(() -> 1).limit(rank).toArray());
            return add("Concat", List.of(size(0), ones), OnnxGraph.attribute("axis", 0));
        });
        return add("Expand", List.of(value, sizes));
    }

    /** Returns the number of positions of the text as a vector. */
    private String length() {
        return once(List.of("length"), () -> size(1));
    }

    private String size(int axis) {
        return add("Shape", List.of(TOKENS), OnnxGraph.attribute("start", axis), OnnxGraph.attribute("end", axis + 1));
    }

    /** Returns which positions those of the queries attend to, shape (R, T): themselves and earlier ones. */
    String seen(Node attention) {
        int rows = attention.shape().dim(attention.shape().rank() - 2);
        Shape values = attention.input(2).shape();
        int positions = values.dim(values.rank() - 2);
        boolean anyLength = isText(attention, attention.shape().rank() - 2);
        return once(List.of("seen", rows, positions, anyLength), () -> {
            String end = anyLength ? add("Squeeze", List.of(length())) : graph.number(positions);
            String one = graph.number(1);
            String all = add("Range", List.of(graph.number(0), end, one));
            String last = rows == positions ? all : add("Range", List.of(graph.number(positions - rows), end, one));
            return add("LessOrEqual", List.of(all, add("Unsqueeze", List.of(last, graph.vector(1)))));
        });
    }

    /** Returns a value that several nodes may need, which is made for the first of them. */
    private String once(List<Object> key, Supplier<String> maker) {
        String known = shared.get(key);
        if (known == null) {
            known = graph.within("", maker);
            shared.put(key, known);
        }
        return known;
    }
}

package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Leaf;

/**
 * A written form of a forward graph: JSON with static shapes. An object has, in this order, the {@code formatVersion}, the list
 * of {@code nodes}, each after its operands, and the {@code outputs}, which are places in that list:
 *
 * <pre class="formula">{@code
 * {"formatVersion":1,"nodes":[
 *  {"op":"placeholder","name":"tokens","shape":["B",12]},
 *  {"op":"parameter","name":"table","shape":[16,8]},
 *  {"op":"embedding","in":[0,1],"shape":["B",12,8],"origin":"rows"},
 *  {"op":"sum","axes":[1],"in":[2],"shape":["B",12,1]}],
 * "outputs":[3]}
 * }</pre>
 *
 * <p>A node names its operation, the attributes of it, its operands ({@code in}), the shape, in which {@code "B"} stands for the
 * batch, and the model's variable that it was made for. A text may come from anywhere: nothing in it can execute, its size is
 * limited, and each shape must be the one that the operation infers from its operands.
 */
public final class GraphJson {
    /** The version of the format that this library writes and reads. */
    public static final int VERSION = 1;

    static final String VERSION_KEY = "formatVersion";
    static final String NODES = "nodes";
    static final String OUTPUTS = "outputs";
    static final String OPERATION = "op";
    static final String OPERANDS = "in";
    static final String SHAPE = "shape";
    static final String ORIGIN = "origin";
    static final String BATCH = "B";

    private GraphJson() {}

    /**
     * Writes a graph.
     *
     * @param graph of operations that have a written form
     * @return JSON, the same for equal graphs
     * @throws IllegalArgumentException if an operation has no written form, or the graph is too large to be read back; the message
     *     names the node
     */
    public static String write(Graph graph) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeNumberField(VERSION_KEY, VERSION);
            Map<Node, Integer> places = nodes(graph, json);
            json.writeArrayFieldStart(OUTPUTS);
            for (Node output : graph.outputs()) {
                json.writeNumber(places.get(output));
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static Map<Node, Integer> nodes(Graph graph, JsonGenerator json) throws IOException {
        GraphLimits limits = new GraphLimits();
        Map<Node, Integer> places = new HashMap<>();
        json.writeArrayFieldStart(NODES);
        for (Node node : graph.nodes()) {
            try {
                limits.countNode(node.inputs().size());
                limits.countValue(node.shape());
                json.writeRaw('\n');
                write(node, node.inputs().stream().map(places::get).toList(), json);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(node + ": " + e.getMessage(), e);
            }
            places.put(node, places.size());
        }
        json.writeEndArray();
        return places;
    }

    private static void write(Node node, List<Integer> operands, JsonGenerator json) throws IOException {
        Op op = node.op();
        Optional<OperationFormat<?>> format = OperationFormats.find(op);
        Optional<String> leaf = op instanceof Leaf each ? LeafFormat.name(each) : Optional.empty();
        String name = format.map(OperationFormat::name)
                .or(() -> leaf)
                .orElseThrow(() -> new IllegalArgumentException("'" + op.name() + "' has no written form"));
        json.writeStartObject();
        json.writeStringField(OPERATION, name);
        if (format.isPresent()) {
            format.get().write(op, json);
            json.writeArrayFieldStart(OPERANDS);
            for (int operand : operands) {
                json.writeNumber(operand);
            }
            json.writeEndArray();
        } else {
            LeafFormat.write((Leaf) op, json);
        }
        write(node.shape(), json);
        if (!node.origin().isEmpty() && node.origin().length() <= StrictJson.LONGEST_NAME) {
            json.writeStringField(ORIGIN, node.origin());
        }
        json.writeEndObject();
    }

    private static void write(Shape shape, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(SHAPE);
        if (shape.batched()) {
            json.writeString(BATCH);
        }
        for (int dim : shape.dims()) {
            json.writeNumber(dim);
        }
        json.writeEndArray();
    }

    /**
     * Reads a graph, which may come from anywhere and is not trusted.
     *
     * @param json what {@link #write} has written
     * @return an equal graph
     * @throws org.transformerbench.api.DataException if it is no such JSON, of another version, too large, or its shapes do not fit;
     *     the message says where and why
     */
    public static Graph read(String json) {
        return StrictJson.read("The graph", json, text -> new GraphParser(text).graph());
    }
}

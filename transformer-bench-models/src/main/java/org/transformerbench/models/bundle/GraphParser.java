package org.transformerbench.models.bundle;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.fused.Fused;

/** A parser of what {@link GraphJson} has written, node by node, so that a graph that is too large is not held in memory first. */
final class GraphParser {
    /** A message that is longer has a list of the text in it. */
    private static final int LONGEST_REASON = 1000;

    private final StrictJson json;
    private final Builder builder = new Builder();
    private final GraphLimits limits = new GraphLimits();
    private final List<Node> nodes = new ArrayList<>();

    GraphParser(StrictJson json) {
        this.json = json;
    }

    Graph graph() throws IOException {
        json.begin(JsonToken.START_OBJECT, "the graph");
        json.key(GraphJson.VERSION_KEY);
        requireVersion();
        json.next();
        json.key(GraphJson.NODES);
        json.begin(JsonToken.START_ARRAY, GraphJson.NODES);
        while (json.goesOn()) {
            node();
            json.next();
        }
        json.next();
        json.key(GraphJson.OUTPUTS);
        Graph graph = new Graph(outputs());
        json.next();
        json.end("the graph");
        return graph;
    }

    private void requireVersion() throws IOException {
        int version = json.whole(GraphJson.VERSION_KEY);
        if (version != GraphJson.VERSION) {
            throw json.wrong(
                    "it is of version " + version + "; this version of the library reads " + GraphJson.VERSION, null);
        }
    }

    private void node() throws IOException {
        long at = json.at();
        Map<String, Object> values = json.object("a node", Integer.MAX_VALUE);
        try {
            Fields fields = new Fields(values);
            nodes.add(node(fields.text(GraphJson.OPERATION), fields));
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            // Operations are written for operands that fit, and not all of them say so when they do not.
            String why = e instanceof IllegalArgumentException ? e.getMessage() : "its operands do not fit: " + e;
            String title = "node " + nodes.size()
                    + (values.get(GraphJson.OPERATION) instanceof String name ? " (" + Excerpt.of(name) + ")" : "");
            throw json.wrong(at, title + ": " + (why.length() > LONGEST_REASON ? Excerpt.of(why) : why), e);
        }
    }

    private Node node(String name, Fields fields) {
        Shape shape = shape(fields.list(GraphJson.SHAPE));
        limits.countValue(shape);
        String origin = fields.has(GraphJson.ORIGIN) ? fields.name(GraphJson.ORIGIN) : "";
        List<Node> operands = fields.has(GraphJson.OPERANDS) ? operands(fields.wholes(GraphJson.OPERANDS)) : List.of();
        limits.countNode(operands.size());
        Optional<Op> leaf = LeafFormat.read(name, fields, shape);
        Require.that(
                leaf.isEmpty() || operands.isEmpty(), GraphJson.OPERANDS, operands.size(), "must be none of a leaf");
        Op op = leaf.orElseGet(() -> OperationFormats.named(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("the operation is unknown to this version of the library"))
                .read(fields, operands.size()));
        fields.requireAllRead();
        if (op instanceof Fused fused) {
            limits.countValue(fused.largestValue(shapes(operands)));
        }
        Node node = builder.withOrigin(origin, () -> builder.node(op, operands));
        if (!node.shape().equals(shape)) {
            throw new IllegalArgumentException("its shape is " + shape + ", but its operands make it " + node.shape());
        }
        return node;
    }

    private static List<Shape> shapes(List<Node> operands) {
        List<Shape> shapes = new ArrayList<>(operands.size());
        for (Node operand : operands) {
            shapes.add(operand.shape());
        }
        return shapes;
    }

    private static Shape shape(List<?> parts) {
        boolean batched = !parts.isEmpty() && GraphJson.BATCH.equals(parts.get(0));
        List<Integer> dims = new ArrayList<>();
        for (Object part : parts.subList(batched ? 1 : 0, parts.size())) {
            dims.add(Fields.whole(GraphJson.SHAPE, part));
        }
        return new Shape(batched, dims);
    }

    private List<Node> operands(List<Integer> places) {
        List<Node> operands = new ArrayList<>(places.size());
        for (int place : places) {
            Require.that(
                    place >= 0 && place < nodes.size(),
                    GraphJson.OPERANDS,
                    place,
                    "must be the place of an earlier node, below %d",
                    nodes.size());
            operands.add(nodes.get(place));
        }
        return operands;
    }

    private List<Node> outputs() throws IOException {
        json.begin(JsonToken.START_ARRAY, GraphJson.OUTPUTS);
        List<Integer> places = new ArrayList<>();
        while (json.goesOn()) {
            places.add(json.whole(GraphJson.OUTPUTS));
            json.next();
        }
        if (places.isEmpty() || places.size() > GraphLimits.MAX_OUTPUTS) {
            throw json.wrong("it has " + places.size() + " outputs, must have 1 to " + GraphLimits.MAX_OUTPUTS, null);
        }
        try {
            return operands(places);
        } catch (IllegalArgumentException e) {
            throw json.wrong(GraphJson.OUTPUTS + ": " + e.getMessage(), e);
        }
    }
}

package org.transformerbench.models.compiler.capture;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;

/**
 * Reads a SameDiff graph: every operation becomes nodes of the compiler, with the batch apart from all other dimensions. Nothing is
 * executed for that.
 */
public final class Capture {
    private final SameDiff graph;
    private final ModelGraph model;
    private final Builder builder;
    private final Expressions make;
    private final Imports imports = new Imports();
    private final Map<String, DropoutSite> sites;
    private final Map<String, SameDiffOp> makers = new HashMap<>();
    private final Map<String, Captured> captured = new HashMap<>();
    private final Map<String, Node> parameters = new LinkedHashMap<>();
    private final Map<String, Node> placeholders = new LinkedHashMap<>();

    /**
     * For a graph.
     *
     * @param model the graph of a model
     * @param builder makes the nodes
     */
    public Capture(ModelGraph model, Builder builder) {
        this.model = model;
        this.graph = model.sameDiff();
        this.builder = builder;
        this.make = new Expressions(builder);
        this.sites = model.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        for (SameDiffOp op : graph.getOps().values()) {
            op.getOutputsOfOp().forEach(output -> makers.put(output, op));
        }
    }

    /**
     * The logits.
     *
     * @return shape (O, V) for each example
     * @throws UnsupportedGraphException if an operation on the way to them cannot be imported; the message names it
     * @throws MalformedGraphException if the operands of one do not fit it; the message names it and their shapes
     */
    public Node logits() {
        String name = model.logits().name();
        List<SameDiffOp> last = Stream.ofNullable(makers.get(name)).toList();
        Graph.inOrder(last, this::makersOfInputs).forEach(this::importOperation);
        Captured logits = value(name);
        if (!logits.batched() || logits.batchAxis() != 0 || logits.merged()) {
            throw new UnsupportedGraphException("the logits are " + logits.describe() + ", must be (B, O, V)");
        }
        return logits.node();
    }

    /**
     * The parameters that the captured values read.
     *
     * @return name to node, in the order in which they were found
     */
    public Map<String, Node> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * Tokens and dropout masks that the captured values read.
     *
     * @return name to node, in the order in which they were found
     */
    public Map<String, Node> placeholders() {
        return Collections.unmodifiableMap(placeholders);
    }

    /** The operations that make what an operation reads. */
    private List<SameDiffOp> makersOfInputs(SameDiffOp op) {
        return inputs(op).stream().map(makers::get).filter(Objects::nonNull).toList();
    }

    private static List<String> inputs(SameDiffOp op) {
        return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }

    private void importOperation(SameDiffOp op) {
        String output = op.getOutputsOfOp().get(0);
        String name = op.getOp().opName();
        List<Captured> operands = List.of();
        try {
            Importer importer = imports.find(name)
                    .orElseThrow(() -> new UnsupportedGraphException("the compiler does not know this operation"));
            operands = inputs(op).stream().map(this::value).toList();
            Source source =
                    new Source(op.getOp(), operands, graph.getVariable(output).dataType(), make);
            List<Captured> results = builder.making(output, () -> importer.of(source));
            for (int i = 0; i < results.size() && i < op.getOutputsOfOp().size(); i++) {
                captured.put(op.getOutputsOfOp().get(i), results.get(i));
            }
        } catch (ShapeException e) {
            String shapes = operands.stream().map(Captured::describe).collect(Collectors.joining(" and "));
            throw new MalformedGraphException(
                    "'" + output + "' (" + name + " of " + shapes + "): " + e.getMessage(), e);
        } catch (UnsupportedGraphException e) {
            throw new UnsupportedGraphException("'" + output + "' (" + name + "): " + e.getMessage(), e);
        }
    }

    /** A variable that an imported operation made, or a leaf. */
    private Captured value(String name) {
        Captured known = captured.get(name);
        if (known == null) {
            known = builder.making(name, () -> leaf(graph.getVariable(name)));
            captured.put(name, known);
        }
        return known;
    }

    private Captured leaf(SDVariable variable) {
        String name = variable.name();
        VariableType type = variable.getVariableType();
        if (type == VariableType.CONSTANT) {
            INDArray array = variable.getArr();
            Shape shape = new Shape(false, dims(array.shape()));
            try (INDArray rows = array.dup('c')) {
                return Captured.constant(builder.node(new Constant(rows.data().asFloat(), shape)));
            }
        } else if (type == VariableType.VARIABLE) {
            Shape shape = new Shape(false, dims(variable.getArr().shape()));
            Node node = builder.node(new Parameter(name, shape));
            parameters.put(name, node);
            return Captured.constant(node);
        }
        Node node;
        if (name.equals(ModelGraph.TOKENS)) {
            node = builder.node(new Placeholder(name, Shape.perExample(model.positions())));
        } else if (sites.containsKey(name)) {
            long[] perExample = sites.get(name).shapePerExample();
            node = builder.node(new Placeholder(name, new Shape(true, dims(perExample))));
        } else {
            throw new UnsupportedGraphException("the placeholder '" + name + "' is neither tokens nor a dropout mask");
        }
        placeholders.put(name, node);
        return Captured.batchFirst(node);
    }

    private static List<Integer> dims(long[] shape) {
        return Arrays.stream(shape).mapToInt(Math::toIntExact).boxed().toList();
    }
}

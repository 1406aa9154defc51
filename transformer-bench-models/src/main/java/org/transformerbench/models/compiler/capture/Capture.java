package org.transformerbench.models.compiler.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.ir.ShapeException;
import org.transformerbench.models.compiler.op.BoundaryVariable;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.RefusedOperations;
import org.transformerbench.models.samediff.SubGraph;

/**
 * A translator of SameDiff graphs: every operation becomes nodes of the compiler, with the batch apart from all other dimensions.
 * What the compiler does not know, or what lets examples influence each other, becomes {@link Nd4jPart}s, or constants if it
 * depends on constants alone; only a graph with such operations is executed, for a few examples, to learn shapes.
 */
public final class Capture {
    private static final Logger LOG = LoggerFactory.getLogger(Capture.class);

    private final SameDiff graph;
    private final ModelGraph model;
    private final Builder builder;
    private final Expressions make;
    private final Imports imports = new Imports();
    private final Map<String, DropoutSite> sites;
    private final Dependencies dependencies;
    private final BoundaryVariables borders;
    private final List<String> misfits = new ArrayList<>();
    /** Whether ND4J may compute what the compiler does not support. */
    private boolean leavesParts = true;

    /** Operations that are left to ND4J, by name, with the reason. */
    private final Map<String, String> causes = new HashMap<>();

    private final Map<String, Region> regions = new HashMap<>();
    private final Map<String, CapturedVariable> captured = new HashMap<>();
    private final Map<String, Node> parameters = new LinkedHashMap<>();
    private final Map<String, Node> placeholders = new LinkedHashMap<>();

    /**
     * Captures a graph.
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
        this.dependencies = new Dependencies(graph, model.logits().name());
        this.borders = new BoundaryVariables(model, dependencies);
    }

    /**
     * Returns the logits.
     *
     * @return shape (O, V) for each example
     * @throws UnsupportedGraphException if an operation on the way to them can neither be imported nor be left to ND4J; the message
     *     names it
     */
    public Node logits() {
        try {
            return found(model.logits().name());
        } catch (UnsupportedGraphException e) {
            // What cannot be computed by ND4J either fails at the first operation whose operands do not fit.
            throw misfits.isEmpty() ? e : new UnsupportedGraphException(misfits.get(0), e);
        }
    }

    private Node found(String name) {
        dependencies.inOrder().forEach(this::importOperation);
        CapturedVariable logits = available(name)
                .orElseThrow(() -> new UnsupportedGraphException(
                        "'" + name + "' does not have the same number of float32 rows for each example"));
        if (!logits.batched() || logits.batchAxis() != 0 || logits.merged()) {
            throw new UnsupportedGraphException("the logits are " + logits.describe() + ", must be (B, O, V)");
        }
        return logits.node();
    }

    /**
     * Returns the parameters that the captured values read.
     *
     * @return name to node, in the order in which they were found
     */
    public Map<String, Node> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * Returns the tokens and dropout masks that the captured values read.
     *
     * @return name to node, in the order in which they were found
     */
    public Map<String, Node> placeholders() {
        return Collections.unmodifiableMap(placeholders);
    }

    /**
     * Returns the first operation whose operands do not fit it, as far as the compiler knows the operations before it. Runs
     * nothing, and leaves nothing to ND4J.
     *
     * @param model the graph
     * @return variable, operation, operands and reason; empty if there is none
     */
    static Optional<String> misfit(ModelGraph model) {
        Capture capture = new Capture(model, new Builder());
        capture.leavesParts = false;
        for (SameDiffOp op : capture.dependencies.inOrder()) {
            capture.importOperation(op);
            if (!capture.misfits.isEmpty()) {
                return Optional.of(capture.misfits.get(0));
            }
        }
        return Optional.empty();
    }

    private void importOperation(SameDiffOp op) {
        String output = op.getOutputsOfOp().get(0);
        String name = op.getOp().opName();
        List<CapturedVariable> operands = new ArrayList<>();
        for (String input : Dependencies.inputs(op)) {
            Optional<CapturedVariable> operand = available(input);
            if (operand.isEmpty()) {
                causes.put(op.getName(), "'" + output + "' (" + name + ") reads '" + input + "', which ND4J computes");
                return;
            }
            operands.add(operand.get());
        }
        try {
            Importer importer = imports.find(name)
                    .orElseThrow(() -> new UnsupportedGraphException("the compiler does not know this operation"));
            SourceOperation source = new SourceOperation(
                    op.getOp(), operands, graph.getVariable(output).dataType(), make);
            List<CapturedVariable> results = builder.withOrigin(output, () -> importer.of(source));
            List<String> outputs = op.getOutputsOfOp();
            for (int i = results.size(); i < outputs.size(); i++) {
                if (dependencies.isRead(outputs.get(i))) {
                    throw new UnsupportedGraphException("the compiler does not know its output " + i);
                }
            }
            for (int i = 0; i < results.size() && i < outputs.size(); i++) {
                captured.put(outputs.get(i), results.get(i));
            }
        } catch (ShapeException e) {
            if (!fold(op)) {
                String shapes =
                        operands.stream().map(CapturedVariable::describe).collect(Collectors.joining(" and "));
                String misfit = "'" + output + "' (" + name + " of " + shapes + "): " + e.getMessage();
                misfits.add(misfit);
                causes.put(op.getName(), misfit);
            }
        } catch (UnsupportedGraphException e) {
            if (!fold(op)) {
                causes.put(op.getName(), "'" + output + "' (" + name + "): " + e.getMessage());
            }
        }
    }

    /** Computes with ND4J what depends on constants alone. */
    private boolean fold(SameDiffOp op) {
        String output = op.getOutputsOfOp().get(0);
        if (!leavesParts || dependencies.dependsOnData(output) || dependencies.dependsOnParameters(output)) {
            return false;
        }
        List<SameDiffOp> all = dependencies.before(op);
        List<String> names = all.stream().map(SameDiffOp::getName).toList();
        if (!all.stream().allMatch(Dependencies::isRepeatable)
                || RefusedOperations.refusal(model, Set.copyOf(names), false).isPresent()) {
            return false;
        }
        try (SubGraph part = new SubGraph(graph, names, Map.of(), op.getOutputsOfOp())) {
            List<INDArray> values = part.constants();
            for (int i = 0; i < values.size(); i++) {
                String variable = op.getOutputsOfOp().get(i);
                try (INDArray value = values.get(i)) {
                    captured.put(variable, builder.withOrigin(variable, () -> constant(value)));
                }
            }
            return true;
        } catch (RuntimeException e) {
            // Whoever runs the whole graph finds this out too, and says so.
            LOG.debug("'{}' is not computed when the graph is compiled", output, e);
            return false;
        }
    }

    /** Returns the value of a variable; empty if ND4J has to compute it and the value cannot leave ND4J's part. */
    private Optional<CapturedVariable> available(String variable) {
        if (!captured.containsKey(variable)) {
            Optional<SameDiffOp> maker = dependencies.maker(variable);
            if (maker.isEmpty()) {
                captured.put(variable, builder.withOrigin(variable, () -> leaf(graph.getVariable(variable))));
            } else if (leavesParts && border(variable).isPresent()) {
                Graph.inOrder(List.of(maker.get()), this::partsBefore).forEach(this::part);
            }
        }
        return Optional.ofNullable(captured.get(variable));
    }

    private Optional<BoundaryVariable> border(String variable) {
        return borders.of(
                variable,
                dependencies.isParameter(variable) ? available(variable) : Optional.ofNullable(captured.get(variable)));
    }

    /** Returns the outputs of other parts that a part reads and that are not available yet. */
    private List<SameDiffOp> partsBefore(SameDiffOp end) {
        return region(end).inputs().stream()
                .map(BoundaryVariable::variable)
                .filter(input -> !captured.containsKey(input))
                .flatMap(input -> dependencies.maker(input).stream())
                .distinct()
                .toList();
    }

    private Region region(SameDiffOp end) {
        Region region = regions.get(end.getName());
        if (region == null) {
            region = RegionGrowth.of(end, dependencies, this::isKnown, this::border, op -> causes.get(op.getName()));
            regions.put(end.getName(), region);
        }
        return region;
    }

    private boolean isKnown(SameDiffOp op) {
        return !causes.containsKey(op.getName());
    }

    /** Creates the values that leave a part. */
    private void part(SameDiffOp end) {
        Region region = region(end);
        List<Node> inputs = region.inputs().stream()
                .map(input -> available(input.variable()).orElseThrow().node())
                .toList();
        Node all = builder.withOrigin(
                region.outputs().get(region.outputs().size() - 1).variable(),
                () -> builder.node(new Nd4jPart(region), inputs));
        int begin = 0;
        for (BoundaryVariable output : region.outputs()) {
            int first = begin;
            Node value = builder.withOrigin(
                    output.variable(),
                    () -> make.reshape(
                            make.slice(all, 0, first, output.shape().size()),
                            output.shape().dims()));
            BatchMerge merge = output.merged() ? BatchMerge.BATCH_FIRST : BatchMerge.NONE;
            captured.put(output.variable(), new CapturedVariable(value, output.batchAxis(), merge));
            begin += output.shape().size();
        }
    }

    private CapturedVariable leaf(SDVariable variable) {
        String name = variable.name();
        VariableType type = variable.getVariableType();
        if (type == VariableType.CONSTANT) {
            try (INDArray rows = variable.getArr().dup('c')) {
                return constant(rows);
            }
        } else if (type == VariableType.VARIABLE) {
            Shape shape = new Shape(false, dims(variable.getArr().shape()));
            Node node = builder.node(new Parameter(name, shape));
            parameters.put(name, node);
            return CapturedVariable.constant(node);
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
        return CapturedVariable.batchFirst(node);
    }

    private CapturedVariable constant(INDArray rows) {
        Shape shape = new Shape(false, dims(rows.shape()));
        return CapturedVariable.constant(builder.node(new Constant(rows.data().asFloat(), shape)));
    }

    private static List<Integer> dims(long[] shape) {
        return Arrays.stream(shape).mapToInt(Math::toIntExact).boxed().toList();
    }
}

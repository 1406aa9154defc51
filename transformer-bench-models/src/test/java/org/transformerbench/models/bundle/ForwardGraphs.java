package org.transformerbench.models.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.compiler.OperationCases;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.pass.LastPosition;
import org.transformerbench.models.compiler.pass.Pass;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.compiler.pass.RewritePass;
import org.transformerbench.models.compiler.rules.Rules;
import org.transformerbench.models.compiler.runtime.Interpreter;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** Forward graphs of all models that these tests have: as they are captured, and as passes of the compiler leave them. */
final class ForwardGraphs {
    static final int EXAMPLES = 3;

    private ForwardGraphs() {}

    /** The name of each model, and a supplier of its graphs. */
    static Stream<Arguments> all() {
        Stream<Arguments> builtIn = Fixtures.models().map(model -> forms(model, Fixtures.addition(model)));
        Stream<Arguments> custom = CustomModels.all().map(model -> forms(model, new SequenceShape(7, 6, 6)));
        Stream<Arguments> operations = OperationCases.cases().map(each -> forms(each.model(), each.shape()));
        Stream<Arguments> others = Stream.of(
                        FallbackModels.biasedAttention(),
                        FallbackModels.weightNorm(),
                        FallbackModels.tokensTwice(),
                        FallbackModels.normWithoutGain(),
                        FallbackModels.partsOfProjection(),
                        FallbackModels.transposedRows())
                .map(model -> forms(model, FallbackModels.SHAPE));
        return Stream.of(builtIn, custom, operations, others).flatMap(each -> each);
    }

    private static Arguments forms(Model<?> model, SequenceShape shape) {
        return Arguments.of(model.id(), (Supplier<Map<String, Graph>>) () -> graphs(model, shape));
    }

    /** As captured, with operations on rows, and with composed operations for the last position. */
    private static <C extends Record> Map<String, Graph> graphs(Model<C> model, SequenceShape shape) {
        try (Parameters parameters = new Parameters(new SeedStreams(1))) {
            ModelGraph graph = ModelGraph.build(
                    model, model.defaultConfig(shape), shape, shape.contextLength(), false, parameters);
            Map<String, Graph> graphs = new LinkedHashMap<>();
            graphs.put("captured", passed(graph));
            graphs.put("rows", passed(graph, new RewritePass("rows", Rules.rows()), new LastPosition()));
            graphs.put("composed", passed(graph, new LastPosition(), new RewritePass("composed", Rules.composed())));
            return graphs;
        }
    }

    private static Graph passed(ModelGraph graph, Pass... passes) {
        return PassManager.run(graph, List.of(passes), new Builder(), PassListener.NONE)
                .graph();
    }

    /** Random values of the leaves, the same for graphs with the same leaves. */
    static List<float[]> compute(Graph graph) {
        Map<Node, float[]> leaves = new HashMap<>();
        for (Node node : graph.nodes()) {
            int size = node.shape().size();
            if (node.op() instanceof Parameter parameter) {
                SplittableRandom random = new SplittableRandom(parameter.name().hashCode());
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (float) random.nextDouble(-1, 1);
                }
                leaves.put(node, values);
            } else if (node.op() instanceof Placeholder) {
                SplittableRandom random = new SplittableRandom(5);
                float[] tokens = new float[size * EXAMPLES];
                for (int i = 0; i < tokens.length; i++) {
                    tokens[i] = random.nextInt(5);
                }
                leaves.put(node, tokens);
            }
        }
        return Interpreter.run(graph, leaves, EXAMPLES);
    }

    /** Each node with the places of its operands, but for the values of constants. */
    static List<String> listing(Graph graph) {
        Map<Node, Integer> places = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (Node node : graph.nodes()) {
            lines.add(
                    node.op() + " of " + node.inputs().stream().map(places::get).toList() + " is " + node.shape()
                            + " for " + node.origin());
            places.put(node, places.size());
        }
        lines.add("outputs " + graph.outputs().stream().map(places::get).toList());
        return lines;
    }
}

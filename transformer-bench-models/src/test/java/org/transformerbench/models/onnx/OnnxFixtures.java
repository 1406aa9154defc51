package org.transformerbench.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleCard;
import org.transformerbench.models.bundle.ForwardGraph;
import org.transformerbench.models.bundle.ModelBundles;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.compiler.runtime.Interpreter;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** Bundles, and the numbers of their graphs. */
final class OnnxFixtures {
    private OnnxFixtures() {}

    /** A graph that is written by hand. */
    interface Formula {
        /** Shape (O, V) of tokens (T). */
        Node of(Expressions make, Node tokens);
    }

    /** With the logits (O, V) that a formula gives of 6 tokens below V. */
    static Bundle bundle(Formula formula) {
        Builder builder = new Builder();
        Node tokens = builder.node(new Placeholder(ForwardGraph.TOKENS, Shape.perExample(6)));
        return bundle(new Graph(List.of(formula.of(new Expressions(builder), tokens))), 6);
    }

    /** With the graph as it is captured, without a look at whether texts can be shorter. */
    static <C extends Record> Bundle captured(Model<C> model, SequenceShape shape) {
        int positions = shape.contextLength();
        try (Parameters declared = new Parameters(new SeedStreams(1))) {
            ModelGraph graph = ModelGraph.build(model, model.defaultConfig(shape), shape, positions, false, declared);
            return bundle(
                    PassManager.run(graph, List.of(), new Builder(), PassListener.NONE)
                            .graph(),
                    positions);
        }
    }

    private static Bundle bundle(Graph graph, int positions) {
        Shape logits = graph.outputs().get(0).shape();
        SequenceShape shape = new SequenceShape(logits.dim(1), positions, logits.dim(0));
        BundleCard card =
                new BundleCard("formula", "{}", Optional.empty(), Targets.EVERY, shape, Optional.empty(), Map.of());
        return new Bundle(
                card,
                Optional.empty(),
                ForwardGraph.of(graph, false),
                parameters(graph),
                Optional.empty(),
                Optional.empty());
    }

    /** Of a model, asked for what it predicts. */
    static <C extends Record> Bundle bundle(
            Model<C> model, C config, SequenceShape shape, Map<String, Tensor> parameters) {
        return ModelBundles.of(model, config, shape, model.predicts(), parameters, Optional.empty(), Optional.empty());
    }

    /** The same model, asked for other positions. */
    static Bundle at(Targets targets, Bundle bundle) {
        BundleCard card = bundle.card();
        return new Bundle(
                new BundleCard(
                        card.model(),
                        card.modelConfig(),
                        card.task(),
                        targets,
                        card.shape(),
                        card.vocabulary(),
                        card.tiedParameters()),
                bundle.encoding(),
                bundle.forward(),
                bundle.parameters(),
                bundle.spec(),
                bundle.result());
    }

    /** Values for all parameters that a graph reads, between -0.5 and 0.5. */
    static Map<String, Tensor> parameters(Graph graph) {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Parameter parameter) {
                float[] drawn = new float[parameter.shape().size()];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) random.nextDouble(-0.5, 0.5);
                }
                long[] dims =
                        parameter.shape().dims().stream().mapToLong(dim -> dim).toArray();
                values.put(parameter.name(), Tensor.of(drawn, dims));
            }
        }
        return values;
    }

    /** What the bundle's graph gives for tokens of shape (B, T). */
    static float[] interpreted(Bundle bundle, int[] tokens) {
        Graph graph = bundle.forward().require();
        Map<Node, float[]> leaves = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Parameter parameter) {
                leaves.put(node, bundle.parameters().get(parameter.name()).values());
            } else if (node.op() instanceof Placeholder) {
                float[] numbers = new float[tokens.length];
                for (int i = 0; i < tokens.length; i++) {
                    numbers[i] = tokens[i];
                }
                leaves.put(node, numbers);
            }
        }
        int examples = tokens.length / bundle.card().shape().contextLength();
        return Interpreter.run(graph, leaves, examples).get(0);
    }

    /** Shape (examples, positions). */
    static int[] tokens(int examples, int positions, int vocabularySize) {
        return new SplittableRandom(3)
                .ints((long) examples * positions, 0, vocabularySize)
                .toArray();
    }

    /** Within 1e-4, of numbers around 1. */
    static void requireClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s[%d]: %s instead of %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(1e-4f * largest);
        }
    }
}

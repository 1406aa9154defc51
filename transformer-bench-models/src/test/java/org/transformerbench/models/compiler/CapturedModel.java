package org.transformerbench.models.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.autodiff.Differentiation;
import org.transformerbench.models.compiler.capture.Capture;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Verifier;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.rewrite.Rewriter;
import org.transformerbench.models.compiler.rewrite.Rule;
import org.transformerbench.models.compiler.runtime.Interpreter;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** A model's evaluation graph in the compiler's own form, with its gradients, computed node by node. */
final class CapturedModel {
    private final Builder builder = new Builder();
    private final Capture capture;
    private final Node logits;
    private final Node upstream;
    private final Map<String, Optional<Node>> gradients = new LinkedHashMap<>();
    private final Map<String, Tensor> parameters;

    <C extends Record> CapturedModel(TrainingSpec<C> spec, int positions, Map<String, Tensor> values) {
        this(spec, positions, values, List.of());
    }

    <C extends Record> CapturedModel(
            TrainingSpec<C> spec, int positions, Map<String, Tensor> values, List<Rule> rules) {
        try (Parameters declared = new Parameters(spec.seeds())) {
            ModelGraph graph = ModelGraph.build(spec.model(), spec.config(), spec.shape(), positions, false, declared);
            capture = new Capture(graph, builder);
            Graph captured = new Graph(List.of(capture.logits()));
            Verifier.verify(captured, "capture");
            logits = new Rewriter(rules, builder).rewrite(captured).outputs().get(0);
        }
        parameters = values;
        upstream = builder.node(new Placeholder("upstream", logits.shape()));
        List<String> names = new ArrayList<>(capture.parameters().keySet());
        List<Node> leaves = names.stream().map(capture.parameters()::get).toList();
        List<Optional<Node>> found = Differentiation.gradients(logits, upstream, leaves, builder);
        for (int i = 0; i < names.size(); i++) {
            gradients.put(names.get(i), found.get(i));
        }
        Verifier.verify(all(), "differentiation");
    }

    /** The forward pass. */
    Graph forward() {
        return new Graph(List.of(logits));
    }

    /** Logits and gradients. */
    Graph all() {
        List<Node> outputs = new ArrayList<>(List.of(logits));
        gradients.values().forEach(gradient -> gradient.ifPresent(outputs::add));
        return new Graph(outputs);
    }

    private Map<Node, float[]> leaves(int[] tokens, Map<String, Tensor> values) {
        Map<Node, float[]> leaves = new HashMap<>();
        capture.parameters()
                .forEach((name, node) -> leaves.put(node, values.get(name).values()));
        float[] numbers = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            numbers[i] = tokens[i];
        }
        capture.placeholders().forEach((name, node) -> leaves.put(node, numbers));
        return leaves;
    }

    float[] logits(int[] tokens, int examples) {
        return logits(tokens, examples, parameters);
    }

    /** With other values of the parameters. */
    float[] logits(int[] tokens, int examples, Map<String, Tensor> values) {
        return Interpreter.run(forward(), leaves(tokens, values), examples).get(0);
    }

    /** Of the mean cross-entropy. */
    Map<String, float[]> gradients(Batch batch) {
        Map<Node, float[]> leaves = leaves(batch.tokens(), parameters);
        leaves.put(upstream, upstream(logits(batch.tokens(), batch.size()), batch.targets()));
        List<float[]> values = Interpreter.run(all(), leaves, batch.size());
        Map<String, float[]> result = new LinkedHashMap<>();
        int next = 1;
        for (Map.Entry<String, Optional<Node>> entry : gradients.entrySet()) {
            result.put(entry.getKey(), entry.getValue().isPresent() ? values.get(next++) : new float[0]);
        }
        return result;
    }

    private static float[] upstream(float[] logits, int[] targets) {
        int width = logits.length / targets.length;
        float[] gradient = new float[logits.length];
        for (int row = 0; row < targets.length; row++) {
            double sum = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < width; i++) {
                largest = Math.max(largest, logits[row * width + i]);
            }
            for (int i = 0; i < width; i++) {
                sum += Math.exp(logits[row * width + i] - largest);
            }
            for (int i = 0; i < width; i++) {
                double probability = Math.exp(logits[row * width + i] - largest) / sum;
                gradient[row * width + i] = (float) ((probability - (i == targets[row] ? 1 : 0)) / targets.length);
            }
        }
        return gradient;
    }
}

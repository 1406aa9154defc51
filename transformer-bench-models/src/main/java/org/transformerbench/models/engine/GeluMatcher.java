package org.transformerbench.models.engine;

import java.util.Optional;
import org.transformerbench.models.engine.GraphView.Node;

/** Recognises both forms of GELU: (0.5 x) (g + 1), where g is tanh or erf of the right inner function. */
final class GeluMatcher {
    private static final double TOLERANCE = 1e-6;
    private static final double CUBIC = 0.044715;

    /** What was found: the variable x, and the form. */
    record Gelu(String input, ActivationStep.Function function) {}

    private GeluMatcher() {}

    static Optional<Gelu> match(GraphView graph, Node product) {
        Optional<Node> half = scalar(graph, product.input(0), "mul_scalar", 0.5);
        Optional<Node> shifted = scalar(graph, product.input(1), "add_scalar", 1);
        if (half.isEmpty() || shifted.isEmpty()) {
            return Optional.empty();
        }
        String x = half.get().input(0);
        String bent = shifted.get().input(0);
        Optional<String> ofErf = graph.producer(bent, "erf").map(node -> node.input(0));
        if (ofErf.flatMap(inner -> scalar(graph, inner, "mul_scalar", Math.sqrt(0.5)))
                .filter(node -> node.input(0).equals(x))
                .isPresent()) {
            return Optional.of(new Gelu(x, ActivationStep.Function.GELU_ERF));
        }
        Optional<String> ofTanh = graph.producer(bent, "tanh").map(node -> node.input(0));
        if (ofTanh.flatMap(inner -> scalar(graph, inner, "mul_scalar", Math.sqrt(2 / Math.PI)))
                .flatMap(node -> graph.producer(node.input(0), "add"))
                .filter(sum -> sum.input(0).equals(x) && isCubic(graph, sum.input(1), x))
                .isPresent()) {
            return Optional.of(new Gelu(x, ActivationStep.Function.GELU_TANH));
        }
        return Optional.empty();
    }

    /** 0.044715 (x x) x. */
    private static boolean isCubic(GraphView graph, String variable, String x) {
        return scalar(graph, variable, "mul_scalar", CUBIC)
                .flatMap(node -> graph.producer(node.input(0), "multiply"))
                .filter(cube -> cube.input(1).equals(x))
                .flatMap(cube -> graph.producer(cube.input(0), "multiply"))
                .filter(square -> square.input(0).equals(x) && square.input(1).equals(x))
                .isPresent();
    }

    private static Optional<Node> scalar(GraphView graph, String variable, String operation, double value) {
        return graph.producer(variable, operation).filter(node -> Math.abs(node.scalar() - value) < TOLERANCE);
    }
}

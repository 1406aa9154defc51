package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.transformerbench.models.engine.GraphView.Node;

/** Recognises divide(c, sqrt(add_scalar(mean(c c)))) with c = x - mean(x): a layer norm up to its gain and bias. */
final class NormMatcher {

    /** What was found: the variable x, and epsilon. */
    record Standardised(String input, float epsilon) {}

    private NormMatcher() {}

    /**
     * Looks at a variable.
     *
     * @param lastDimension of a variable, the only one that may be reduced
     */
    static Optional<Standardised> match(GraphView graph, String variable, ToIntFunction<String> lastDimension) {
        Optional<Node> divide = graph.producer(variable, "divide");
        Optional<Node> root = divide.flatMap(node -> graph.producer(node.input(1), "sqrt"));
        Optional<Node> shifted = root.flatMap(node -> graph.producer(node.input(0), "add_scalar"));
        Optional<Node> variance = shifted.flatMap(node -> graph.producer(node.input(0), "reduce_mean"));
        Optional<Node> square = variance.flatMap(node -> graph.producer(node.input(0), "multiply"));
        Optional<Node> difference = divide.flatMap(node -> graph.producer(node.input(0), "subtract"));
        if (square.isEmpty() || difference.isEmpty()) {
            return Optional.empty();
        }
        String centred = divide.get().input(0);
        String input = difference.get().input(0);
        Optional<Node> mean = graph.producer(difference.get().input(1), "reduce_mean")
                .filter(node -> node.input(0).equals(input) && isOver(node, lastDimension));
        boolean same =
                square.get().input(0).equals(centred) && square.get().input(1).equals(centred);
        return mean.isPresent() && same && isOver(variance.get(), lastDimension)
                ? Optional.of(new Standardised(input, (float) shifted.get().scalar()))
                : Optional.empty();
    }

    private static boolean isOver(Node reduction, ToIntFunction<String> lastDimension) {
        int dimension = lastDimension.applyAsInt(reduction.input(0));
        return dimension >= 0 && Arrays.equals(reduction.integers(), new long[] {dimension});
    }
}

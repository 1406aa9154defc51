package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.Optional;
import org.transformerbench.models.engine.GraphView.Node;

/** Recognises parameters under reshapes, permutations and slices, all of which are done once when they are packed. */
final class ParameterMatcher {
    private final GraphView graph;
    private final FlatParameters parameters;
    private final Memo<String, Optional<IndexTensor>> known = new Memo<>(this::find);

    ParameterMatcher(GraphView graph, FlatParameters parameters) {
        this.graph = graph;
        this.parameters = parameters;
    }

    Optional<IndexTensor> match(String variable) {
        return known.get(variable);
    }

    private Optional<IndexTensor> find(String variable) {
        Optional<Node> producer = graph.producer(variable);
        if (producer.isEmpty()) {
            return graph.isParameter(variable) ? Optional.of(IndexTensor.of(parameters, variable)) : Optional.empty();
        }
        Node node = producer.get();
        if (node.inputs().size() != 1) { // Else a shape or an order is computed.
            return Optional.empty();
        }
        if (node.is("reshape")) {
            // The first argument is the order of the elements.
            return match(node.input(0))
                    .map(tensor -> tensor.reshape(Arrays.copyOfRange(node.integers(), 1, node.integers().length)));
        }
        if (node.is("permute")) {
            return match(node.input(0)).map(tensor -> tensor.permute(node.integers()));
        }
        if (node.is("strided_slice")) {
            return match(node.input(0)).flatMap(tensor -> rows(tensor, node.integers()));
        }
        return Optional.empty();
    }

    /** A slice of whole rows of a matrix: masks for "all columns", then begin, end and steps of both dimensions. */
    private static Optional<IndexTensor> rows(IndexTensor matrix, long[] slice) {
        if (matrix.shape().length != 2 || slice.length != 11) {
            return Optional.empty();
        }
        int from = (int) slice[5];
        int to = (int) slice[7];
        long[] wholeRows = {2, 0, 2, 0, 0, from, 0, to, 0, 1, 1};
        return Arrays.equals(slice, wholeRows) && 0 <= from && from < to && to <= matrix.shape()[0]
                ? Optional.of(matrix.rows(from, to))
                : Optional.empty();
    }
}

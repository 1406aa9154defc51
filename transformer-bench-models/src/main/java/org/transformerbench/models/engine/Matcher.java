package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.transformerbench.models.engine.GraphView.Node;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;

/** Recognises the idioms that have kernels, from the variable that is asked for back to the tokens. */
final class Matcher {
    private final GraphView graph;
    private final FlatParameters parameters;
    private final int positions;
    private final Map<String, DropoutSite> sites;
    private final AttentionMatcher attention;
    private final Map<String, Pattern> known = new HashMap<>();

    Matcher(ModelGraph model, FlatParameters parameters) {
        this.graph = new GraphView(model.sameDiff());
        this.parameters = parameters;
        this.positions = model.positions();
        this.sites = model.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        this.attention = new AttentionMatcher(graph, sites, positions);
    }

    /** The variable under reshapes that only say what the rows already are. */
    String resolve(String variable) {
        Optional<Node> reshape = graph.producer(variable, "reshape");
        if (reshape.isEmpty() || attention.match(variable).isPresent()) {
            return variable;
        }
        String source = resolve(reshape.get().input(0));
        long[] shape = reshape.get().integers();
        return isRows(shape) && match(source).width() == shape[shape.length - 1] ? source : variable;
    }

    /** (B T, D) or (B, T, D), after the order: reductions are matched by the number of their dimension. */
    private static boolean isRows(long[] reshapeArguments) {
        return reshapeArguments.length == 3 || reshapeArguments.length == 4;
    }

    /** What makes a variable. */
    Pattern match(String variable) {
        Pattern pattern = known.get(variable);
        if (pattern == null) {
            pattern = find(variable);
            known.put(variable, pattern);
        }
        return pattern;
    }

    private Pattern find(String variable) {
        Node node = graph.producer(variable)
                .orElseThrow(() -> new NotLowerable("'" + variable + "' is used as hidden states"));
        Optional<Pattern> pattern =
                switch (node.name()) {
                    case "add" -> add(node);
                    case "multiply" -> multiply(node);
                    case "divide" -> standardised(node);
                    case "matmul" -> matmul(node);
                    case "relu" -> relu(node);
                    case "split" -> columns(node);
                    case "reshape" -> reshape(variable, node);
                    default -> Optional.empty();
                };
        return pattern.orElseThrow(() ->
                new NotLowerable("the operation " + node.name() + " that makes '" + variable + "' has no kernel here"));
    }

    private Optional<Pattern> reshape(String variable, Node node) {
        Optional<Pattern.Attention> attending = attention.match(variable);
        if (attending.isPresent()) {
            Pattern.Attention found = attending.get();
            return Optional.of(new Pattern.Attention(
                    found.rows(),
                    found.width(),
                    resolve(found.queries()),
                    resolve(found.keys()),
                    resolve(found.values()),
                    found.heads(),
                    found.scale(),
                    found.site()));
        }
        String source = resolve(node.input(0));
        Pattern input = match(source);
        int width = (int) node.integers()[node.integers().length - 1];
        int rows = input.rows() * input.width() / width;
        boolean nested = isRows(node.integers()) && (width % input.width() == 0 || input.width() % width == 0);
        return nested && rows * width == input.rows() * input.width()
                ? Optional.of(new Pattern.Regroup(rows, width, source))
                : Optional.empty();
    }

    private Optional<Pattern> add(Node node) {
        Optional<IndexTensor> right = parameter(node.input(1));
        String source = resolve(node.input(0));
        Pattern left = match(source);
        if (right.isEmpty()) {
            String other = resolve(node.input(1));
            Pattern second = match(other);
            return second.rows() == left.rows() && second.width() == left.width()
                    ? Optional.of(new Pattern.Sum(left.rows(), left.width(), source, other))
                    : Optional.empty();
        }
        IndexTensor added = right.get();
        if (left instanceof Pattern.Embedding embedding
                && embedding.positionTable() == null
                && added.isBroadcast(positions, left.width())) {
            IndexTensor table = added.reshape(new long[] {positions, left.width()});
            return Optional.of(new Pattern.Embedding(left.rows(), left.width(), embedding.table(), table));
        }
        if (!added.isBroadcast(left.width())) {
            return Optional.empty();
        }
        if (left instanceof Pattern.Linear linear && linear.bias() == null) {
            return Optional.of(new Pattern.Linear(left.rows(), left.width(), linear.input(), linear.weight(), added));
        }
        if (left instanceof Pattern.Norm norm && norm.bias() == null) {
            return Optional.of(
                    new Pattern.Norm(left.rows(), left.width(), norm.input(), norm.gain(), added, norm.epsilon()));
        }
        return Optional.empty();
    }

    private Optional<Pattern> multiply(Node node) {
        DropoutSite site = sites.get(node.input(1));
        if (site != null) {
            String source = resolve(node.input(0));
            Pattern input = match(source);
            long[] shape = site.shapePerExample();
            return shape.length == 2 && shape[0] == input.rows() && shape[1] == input.width()
                    ? Optional.of(new Pattern.Dropout(input.rows(), input.width(), source, site))
                    : Optional.empty();
        }
        Optional<IndexTensor> gain = parameter(node.input(1));
        if (gain.isPresent()) {
            Pattern left = match(resolve(node.input(0)));
            return left instanceof Pattern.Standardised plain && gain.get().isBroadcast(left.width())
                    ? Optional.of(new Pattern.Norm(
                            left.rows(), left.width(), plain.input(), gain.get(), null, plain.epsilon()))
                    : Optional.empty();
        }
        return GeluMatcher.match(graph, node).map(gelu -> {
            String source = resolve(gelu.input());
            Pattern input = match(source);
            return new Pattern.Activation(input.rows(), input.width(), source, gelu.function());
        });
    }

    /** divide(c, sqrt(add_scalar(mean(c c)))) with c = x - mean(x). */
    private Optional<Pattern> standardised(Node divide) {
        String centred = divide.input(0);
        Optional<Node> root = graph.producer(divide.input(1), "sqrt");
        Optional<Node> shifted = root.flatMap(node -> graph.producer(node.input(0), "add_scalar"));
        Optional<Node> variance = shifted.flatMap(node -> graph.producer(node.input(0), "reduce_mean"));
        Optional<Node> square = variance.flatMap(node -> graph.producer(node.input(0), "multiply"));
        Optional<Node> difference = graph.producer(centred, "subtract");
        if (square.isEmpty() || difference.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> mean = graph.producer(difference.get().input(1), "reduce_mean");
        boolean same =
                square.get().input(0).equals(centred) && square.get().input(1).equals(centred);
        boolean ofInput =
                mean.isPresent() && mean.get().input(0).equals(difference.get().input(0));
        if (!same || !ofInput || !isWidth(variance.get()) || !isWidth(mean.get())) {
            return Optional.empty();
        }
        String source = resolve(difference.get().input(0));
        Pattern input = match(source);
        return Optional.of(new Pattern.Standardised(
                input.rows(), input.width(), source, (float) shifted.get().scalar()));
    }

    /** Reduced over the last of (B, T, D). */
    private static boolean isWidth(Node reduction) {
        return Arrays.equals(reduction.integers(), new long[] {2});
    }

    private Optional<Pattern> matmul(Node node) {
        Optional<IndexTensor> right = parameter(node.input(1));
        long[] transposes = node.integers();
        if (right.isEmpty()
                || right.get().shape().length != 2
                || transposes[0] != 0
                || transposes[2] != 0
                || !node.hasReals(1, 0)) {
            return Optional.empty();
        }
        IndexTensor weight = transposes[1] == 0 ? right.get() : right.get().permute(new long[] {1, 0});
        int width = (int) weight.shape()[1];
        Optional<Node> oneHot = graph.producer(underReshapes(node.input(0)), "onehot");
        if (oneHot.isPresent()) {
            boolean ofTokens = underReshapes(oneHot.get().input(0)).equals(ModelGraph.TOKENS)
                    && oneHot.get().integers()[0] == -1
                    && oneHot.get().integers()[1] == weight.shape()[0]
                    && oneHot.get().hasReals(1, 0);
            return ofTokens ? Optional.of(new Pattern.Embedding(positions, width, weight, null)) : Optional.empty();
        }
        String source = resolve(node.input(0));
        Pattern input = match(source);
        return input.width() == weight.shape()[0]
                ? Optional.of(new Pattern.Linear(input.rows(), width, source, weight, null))
                : Optional.empty();
    }

    private String underReshapes(String variable) {
        return graph.producer(variable, "reshape")
                .map(node -> underReshapes(node.input(0)))
                .orElse(variable);
    }

    private Optional<Pattern> relu(Node node) {
        if (node.scalar() != 0) {
            return Optional.empty();
        }
        String source = resolve(node.input(0));
        Pattern input = match(source);
        return Optional.of(new Pattern.Activation(input.rows(), input.width(), source, ActivationStep.Function.RELU));
    }

    private Optional<Pattern> columns(Node split) {
        String source = resolve(split.input(split.inputs().size() - 1));
        Pattern input = match(source);
        long[] arguments = split.integers();
        int parts = (int) arguments[0];
        if (arguments[1] != 2 || input.width() % parts != 0) {
            return Optional.empty();
        }
        int width = input.width() / parts;
        return Optional.of(new Pattern.Columns(input.rows(), width, source, split.output() * width));
    }

    /** A parameter under reshapes and permutations. */
    private Optional<IndexTensor> parameter(String variable) {
        Optional<Node> producer = graph.producer(variable);
        if (producer.isEmpty()) {
            return graph.isParameter(variable) ? Optional.of(IndexTensor.of(parameters, variable)) : Optional.empty();
        }
        Node node = producer.get();
        if (node.is("reshape")) {
            // The first argument is the order of the elements.
            return parameter(node.input(0))
                    .map(tensor -> tensor.reshape(Arrays.copyOfRange(node.integers(), 1, node.integers().length)));
        }
        if (node.is("permute")) {
            return parameter(node.input(0)).map(tensor -> tensor.permute(node.integers()));
        }
        if (node.is("strided_slice")) {
            return parameter(node.input(0)).flatMap(tensor -> rows(tensor, node.integers()));
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

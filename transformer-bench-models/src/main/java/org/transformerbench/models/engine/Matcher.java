package org.transformerbench.models.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.transformerbench.models.engine.GraphView.Node;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.samediff.VariableShape;

/**
 * Recognises the idioms that have kernels, from the variable that is asked for back to the tokens; anything else becomes a
 * {@link Pattern.Native}.
 *
 * <p>Invariant: a pattern's rows and width are those that the variable has when SameDiff runs, so that all patterns read one
 * row-major sequence of numbers alike.
 */
final class Matcher {
    private final GraphView graph;
    private final Shapes shapes;
    private final ParameterMatcher parameters;
    private final int positions;
    private final Map<String, DropoutSite> sites;
    private final AttentionMatcher attention;
    private final RegionMatcher regions;
    private final Memo<String, Optional<Pattern>> recognised = new Memo<>(this::find);
    private final Map<String, Pattern> natives = new HashMap<>();
    private final Map<String, String> resolved = new HashMap<>();

    Matcher(ModelGraph model, FlatParameters parameters, Shapes shapes) {
        this.graph = new GraphView(model.sameDiff(), model.logits().name());
        this.shapes = shapes;
        this.parameters = new ParameterMatcher(graph, parameters);
        this.positions = model.positions();
        this.sites = model.dropouts().stream().collect(Collectors.toMap(DropoutSite::placeholder, site -> site));
        this.attention = new AttentionMatcher(graph, sites, positions);
        this.regions = new RegionMatcher(
                graph,
                this::hasRows,
                variable -> recognised.get(resolve(variable)).isPresent());
    }

    GraphView graph() {
        return graph;
    }

    /** The shape of a computed variable. */
    VariableShape shape(String variable) {
        return shapes.of(variable);
    }

    private boolean hasRows(String variable) {
        return shapes.hasRows(variable);
    }

    /** The variable under reshapes that only say what the rows already are. */
    String resolve(String variable) {
        List<String> passed = new ArrayList<>();
        String under = variable;
        while (!resolved.containsKey(under) && isView(under)) {
            passed.add(under);
            under = graph.producer(under).orElseThrow().input(0);
        }
        String found = resolved.getOrDefault(under, under);
        passed.forEach(view -> resolved.put(view, found));
        resolved.put(under, found);
        return found;
    }

    private boolean isView(String variable) {
        Optional<Node> reshape = graph.producer(variable, "reshape");
        if (reshape.isEmpty() || attention.match(variable).isPresent()) {
            return false;
        }
        String input = reshape.get().input(0);
        return hasRows(variable)
                && hasRows(input)
                && graph.isHidden(input)
                && shape(variable).rank() <= 3
                && shape(variable).width() == shape(input).width();
    }

    /**
     * What makes a variable.
     *
     * @throws NotLowerable if it has no rows for each example
     */
    Pattern match(String variable) {
        graph.countVisit();
        return recognised
                .get(variable)
                .orElseGet(() -> natives.computeIfAbsent(
                        variable,
                        output -> new Pattern.Native(
                                shape(output).rows(), shape(output).width(), regions.grow(output))));
    }

    /** The pattern that has a kernel, if there is one. */
    private Optional<Pattern> find(String variable) {
        if (!hasRows(variable)) {
            throw new NotLowerable("'" + variable + "' does not have the same number of float32 rows for each example");
        }
        VariableShape shape = shape(variable);
        Node node = graph.producer(variable).orElseThrow();
        Optional<Pattern> pattern =
                switch (node.name()) {
                    case "add" -> add(node);
                    case "multiply" -> multiply(node);
                    case "matmul" -> matmul(node);
                    case "xw_plus_b" -> linear(node);
                    case "relu" -> relu(node);
                    case "split" -> columns(node);
                    case "reshape" -> reshape(variable, node);
                    default -> Optional.empty();
                };
        return pattern.filter(found -> found.rows() == shape.rows() && found.width() == shape.width());
    }

    /** Hidden states that a pattern reads. */
    private record Source(String name, int rows, int width, Optional<Pattern> pattern) {}

    private Optional<Source> source(String variable) {
        if (!hasRows(variable) || !graph.isHidden(variable)) {
            return Optional.empty();
        }
        String name = resolve(variable);
        Optional<Pattern> pattern = recognised.get(name);
        return Optional.of(new Source(name, shape(name).rows(), shape(name).width(), pattern));
    }

    private Optional<Pattern> reshape(String variable, Node node) {
        Optional<Pattern> attending = attention.match(variable).flatMap(this::ofSources);
        if (attending.isPresent()) {
            return attending;
        }
        VariableShape shape = shape(variable);
        Optional<Source> input = source(node.input(0));
        boolean endsRegion = input.isPresent()
                && input.get().pattern().isEmpty()
                && graph.consumers(node.input(0)).size() == 1;
        if (input.isEmpty() || endsRegion || shape.rank() > 3) {
            return Optional.empty();
        }
        int from = input.get().width();
        int to = shape.width();
        return from % to == 0 || to % from == 0
                ? Optional.of(new Pattern.Regroup(shape.rows(), to, input.get().name()))
                : Optional.empty();
    }

    /** Attention, if its heads are parts of rows that stand for positions. */
    private Optional<Pattern> ofSources(Pattern.Attention found) {
        List<String> names = new ArrayList<>();
        for (String part : List.of(found.queries(), found.keys(), found.values())) {
            Optional<Source> source = source(part);
            if (source.isEmpty()
                    || source.get().rows() != positions
                    || source.get().width() != found.width()) {
                return Optional.empty();
            }
            names.add(source.get().name());
        }
        return Optional.of(new Pattern.Attention(
                found.rows(),
                found.width(),
                names.get(0),
                names.get(1),
                names.get(2),
                found.heads(),
                found.scale(),
                found.site()));
    }

    private Optional<Pattern> add(Node node) {
        Optional<Source> source = source(node.input(0));
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Source left = source.get();
        Optional<IndexTensor> right = parameters.match(node.input(1));
        if (right.isEmpty()) {
            return source(node.input(1))
                    .filter(second -> second.rows() == left.rows() && second.width() == left.width())
                    .map(second -> new Pattern.Sum(left.rows(), left.width(), left.name(), second.name()));
        }
        IndexTensor added = right.get();
        Pattern before = left.pattern().orElse(null);
        if (before instanceof Pattern.Embedding embedding
                && embedding.positionTable() == null
                && added.isBroadcast(positions, left.width())) {
            IndexTensor table = added.reshape(new long[] {positions, left.width()});
            return Optional.of(new Pattern.Embedding(left.rows(), left.width(), embedding.table(), table));
        }
        if (!added.isBroadcast(left.width())) {
            return Optional.empty();
        }
        if (before instanceof Pattern.Linear linear && linear.bias() == null) {
            return Optional.of(new Pattern.Linear(left.rows(), left.width(), linear.input(), linear.weight(), added));
        }
        if (before instanceof Pattern.Norm norm && norm.bias() == null) {
            return Optional.of(
                    new Pattern.Norm(left.rows(), left.width(), norm.input(), norm.gain(), added, norm.epsilon()));
        }
        return Optional.empty();
    }

    private Optional<Pattern> multiply(Node node) {
        DropoutSite site = sites.get(node.input(1));
        if (site != null) {
            long[] mask = site.shapePerExample();
            return source(node.input(0))
                    .filter(input -> mask.length == 2 && mask[0] == input.rows() && mask[1] == input.width())
                    .map(input -> new Pattern.Dropout(input.rows(), input.width(), input.name(), site));
        }
        Optional<IndexTensor> gain = parameters.match(node.input(1));
        if (gain.isPresent()) {
            return norm(resolve(node.input(0)), gain.get());
        }
        return GeluMatcher.match(graph, node)
                .flatMap(gelu -> source(gelu.input())
                        .map(input ->
                                new Pattern.Activation(input.rows(), input.width(), input.name(), gelu.function())));
    }

    private Optional<Pattern> norm(String standardised, IndexTensor gain) {
        return NormMatcher.match(graph, standardised, this::lastDimension)
                .flatMap(found -> source(found.input())
                        .filter(input -> gain.isBroadcast(input.width()))
                        .map(input -> new Pattern.Norm(
                                input.rows(), input.width(), input.name(), gain, null, found.epsilon())));
    }

    /** The number of the dimension that is the width; -1 for what has no rows. */
    private int lastDimension(String variable) {
        return hasRows(variable) ? shape(variable).rank() - 1 : -1;
    }

    private Optional<Pattern> matmul(Node node) {
        Optional<IndexTensor> right = parameters.match(node.input(1));
        long[] transposes = node.integers();
        if (right.isEmpty()
                || right.get().shape().length != 2
                || transposes.length != 3
                || transposes[0] != 0
                || transposes[2] != 0
                || !node.hasReals(1, 0)) {
            return Optional.empty();
        }
        IndexTensor weight = transposes[1] == 0 ? right.get() : right.get().permute(new long[] {1, 0});
        int width = (int) weight.shape()[1];
        if (graph.isOneHotToken(graph.underReshapes(node.input(0)), weight.shape()[0])) {
            return Optional.of(new Pattern.Embedding(positions, width, weight, null));
        }
        return source(node.input(0))
                .filter(input -> input.width() == weight.shape()[0])
                .map(input -> new Pattern.Linear(input.rows(), width, input.name(), weight, null));
    }

    /** SameDiff's own linear layer, whose output in another order of elements makes its results wrong at times. */
    private Optional<Pattern> linear(Node node) {
        Optional<IndexTensor> weight = parameters.match(node.input(1));
        Optional<IndexTensor> bias = parameters.match(node.input(2));
        if (weight.isEmpty() || bias.isEmpty() || Arrays.stream(node.integers()).anyMatch(flag -> flag != 0)) {
            return Optional.empty();
        }
        int width = (int) weight.get().shape()[1];
        return source(node.input(0))
                .filter(input ->
                        input.width() == weight.get().shape()[0] && bias.get().isBroadcast(width))
                .map(input -> new Pattern.Linear(input.rows(), width, input.name(), weight.get(), bias.get()));
    }

    private Optional<Pattern> relu(Node node) {
        return node.scalar() != 0
                ? Optional.empty()
                : source(node.input(0))
                        .map(input -> new Pattern.Activation(
                                input.rows(), input.width(), input.name(), ActivationStep.Function.RELU));
    }

    private Optional<Pattern> columns(Node split) {
        String whole = split.input(split.inputs().size() - 1);
        long[] arguments = split.integers();
        if (arguments.length != 2
                || !hasRows(whole)
                || arguments[1] != shape(whole).rank() - 1) {
            return Optional.empty();
        }
        int parts = (int) arguments[0];
        return source(whole).filter(input -> input.width() % parts == 0).map(input -> {
            int width = input.width() / parts;
            return new Pattern.Columns(input.rows(), width, input.name(), split.output() * width);
        });
    }
}

package org.transformerbench.models.compiler.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.transformerbench.models.compiler.op.BoundaryVariable;
import org.transformerbench.models.compiler.op.Region;

/**
 * A search for the operations that go to ND4J along with one that the compiler does not support. Invariants: what is read
 * elsewhere is made by that operation alone, so that a region never depends on what depends on it; a border runs only through
 * float32 values that have gradients; what depends on data alone, or has no part for each example, is computed again in each
 * region that reads it.
 */
final class RegionGrowth {
    private final Dependencies graph;
    private final Predicate<SameDiffOp> known;
    private final Function<String, Optional<BoundaryVariable>> borders;

    private final Map<String, SameDiffOp> operations = new LinkedHashMap<>();
    private final Deque<SameDiffOp> joining = new ArrayDeque<>();
    private final Set<String> read = new LinkedHashSet<>();
    /** Number of operations outside the region that read a variable of each operation. */
    private final Map<String, Integer> outside = new HashMap<>();

    private RegionGrowth(
            Dependencies graph, Predicate<SameDiffOp> known, Function<String, Optional<BoundaryVariable>> borders) {
        this.graph = graph;
        this.known = known;
        this.borders = borders;
    }

    /**
     * Returns the region that ends in an operation.
     *
     * @param end the operation
     * @param graph what it is part of
     * @param known whether the compiler knows an operation
     * @param borders what a variable is on a border; empty if it cannot be on one
     * @param causes gives for an operation that is not known why
     * @throws UnsupportedGraphException if an operation cannot be computed again for the gradient
     */
    static Region of(
            SameDiffOp end,
            Dependencies graph,
            Predicate<SameDiffOp> known,
            Function<String, Optional<BoundaryVariable>> borders,
            Function<SameDiffOp, String> causes) {
        RegionGrowth growth = new RegionGrowth(graph, known, borders);
        growth.run(end);
        return growth.region(end, causes);
    }

    private void run(SameDiffOp end) {
        joining.add(end);
        while (!joining.isEmpty()) {
            add(joining.remove());
        }
    }

    private void add(SameDiffOp op) {
        if (operations.containsKey(op.getName())) {
            return;
        }
        if (!Dependencies.isRepeatable(op)) {
            throw new UnsupportedGraphException("the operation " + op.getOp().opName() + " that makes '"
                    + op.getOutputsOfOp().get(0) + "' may give another result when it is computed again");
        }
        operations.put(op.getName(), op);
        Map<String, SameDiffOp> makers = new LinkedHashMap<>();
        for (String input : Dependencies.inputs(op)) {
            Optional<SameDiffOp> maker = graph.maker(input);
            maker.ifPresent(found -> makers.put(found.getName(), found));
            if (read.add(input) && maker.isPresent() && borders.apply(input).isEmpty()) {
                joining.add(maker.get());
            }
        }
        makers.values().forEach(this::countDown);
    }

    /** Adds unsupported operations all of whose readers have joined, which are counted, not searched for. */
    private void countDown(SameDiffOp maker) {
        int left = outside.computeIfAbsent(maker.getName(), first -> graph.readers(maker)) - 1;
        outside.put(maker.getName(), left);
        if (left == 0 && !known.test(maker)) {
            joining.add(maker);
        }
    }

    private Region region(SameDiffOp end, Function<SameDiffOp, String> causes) {
        List<SameDiffOp> ordered = graph.inDefinitionOrder(operations.values());
        Set<String> kinds = new TreeSet<>();
        Set<String> variables = new LinkedHashSet<>();
        for (SameDiffOp op : ordered) {
            kinds.add(op.getOp().opName());
            op.getOutputsOfOp().stream().filter(graph::isRead).forEach(variables::add);
        }
        Set<String> last = new LinkedHashSet<>(end.getOutputsOfOp());
        List<BoundaryVariable> outputs =
                last.stream().filter(graph::isRead).flatMap(this::border).toList();
        outputs.forEach(output -> variables.remove(output.variable()));
        outputs.forEach(output -> variables.add(output.variable()));
        return new Region(
                ordered.stream().map(SameDiffOp::getName).toList(),
                List.copyOf(kinds),
                List.copyOf(variables),
                read.stream()
                        .filter(input -> !isInside(input))
                        .flatMap(this::border)
                        .toList(),
                read.stream().filter(graph::isPlaceholder).toList(),
                outputs,
                ordered.stream()
                        .filter(op -> !known.test(op))
                        .map(causes)
                        .findFirst()
                        .orElseThrow());
    }

    private boolean isInside(String variable) {
        return graph.maker(variable)
                .filter(op -> operations.containsKey(op.getName()))
                .isPresent();
    }

    private Stream<BoundaryVariable> border(String variable) {
        return borders.apply(variable).stream();
    }
}

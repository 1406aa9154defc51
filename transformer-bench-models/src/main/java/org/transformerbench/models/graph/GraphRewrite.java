package org.transformerbench.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.BaseTransformOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A rewriting of operations that SameDiff computes wrongly, but that models need, into equivalent ones that it computes
 * correctly. What has no such replacement is in {@link RefusedOperations}.
 *
 * <ul>
 * <li>A reduction that keeps its dimensions and counts them from the end, as in {@code mean(true, -1)}, reads wrong places or
 *     ends the JVM: its dimensions are counted from the front.
 * <li>The gradient of {@code gather(table, ids, 0)} fails or is wrong: it becomes the product of one-hot ids and the table.
 * <li>The gradient of the divisor of {@code div} and of the second operand of {@code squaredDifference} is wrong if that operand
 *     has one element, and the gradient of either operand of {@code max}, {@code min} and {@code atan2} if it is broadcast: that
 *     operand gets the shape of the result by the addition of zeros, whose gradient is right.
 * </ul>
 */
final class GraphRewrite {
    static final String GATHER = "gather";

    /** Operations that are wrong if the second operand has one element. */
    private static final Set<String> WRONG_FOR_ONE = Set.of("divide", "reversedivide", "squaredsubtract");
    /** Operations that are wrong if an operand is broadcast. */
    private static final Set<String> WRONG_FOR_BROADCAST = Set.of("maximum", "minimum", "tf_atan2");

    private final SameDiff graph;
    private final int positions;
    private final List<DropoutSite> dropouts;
    private SDVariable result;
    /** The operations that the result depends on, found again after changes only: that takes long in a large graph. */
    private LiveOperations live;

    private GraphRewrite(SDVariable result, LiveOperations live, int positions, List<DropoutSite> dropouts) {
        this.graph = result.getSameDiff();
        this.live = live;
        this.positions = positions;
        this.dropouts = dropouts;
        this.result = result;
    }

    /**
     * Rewrites the operations that a result depends on.
     *
     * @param live these operations
     * @return the result, or what has replaced it
     */
    static SDVariable apply(SDVariable result, LiveOperations live, int positions, List<DropoutSite> dropouts) {
        GraphRewrite rewrite = new GraphRewrite(result, live, positions, dropouts);
        rewrite.countDimensionsFromFront();
        rewrite.multiplyInsteadOfGathering();
        rewrite.broadcastOperands();
        return rewrite.result;
    }

    private void countDimensionsFromFront() {
        Map<SameDiffOp, int[]> reductions = new IdentityHashMap<>();
        List<SameDiffOp> inOrder = new ArrayList<>();
        for (SameDiffOp operation : live.inOrder()) {
            if (operation.getOp() instanceof BaseReduceOp reduction
                    && reduction.isKeepDims()
                    && reduction.getDimensions() != null
                    && Arrays.stream(reduction.getDimensions()).anyMatch(dimension -> dimension < 0)) {
                reductions.put(operation, reduction.getDimensions());
                inOrder.add(operation);
                // Over the first dimension it is right, and has the rank that it will have.
                reduction.setDimensions(0);
            }
        }
        Map<String, long[]> shapes = new HashMap<>();
        try {
            shapes.putAll(shapes(2, inOrder.stream().map(GraphRewrite::input).collect(Collectors.toSet())));
        } catch (RuntimeException e) {
            shapes.clear(); // Other shapes than the true ones need not fit one another: one by one, then.
        }
        for (SameDiffOp operation : inOrder) {
            String input = input(operation);
            int rank = shapes.computeIfAbsent(
                            input, name -> shapes(2, Set.of(name)).get(name))
                    .length;
            ((BaseReduceOp) operation.getOp())
                    .setDimensions(Arrays.stream(reductions.get(operation))
                            .map(dimension -> dimension < 0 ? dimension + rank : dimension)
                            .toArray());
        }
    }

    private static String input(SameDiffOp operation) {
        return operation.getInputsToOp().get(0);
    }

    private static String second(SameDiffOp operation) {
        return operation.getInputsToOp().get(1);
    }

    private void multiplyInsteadOfGathering() {
        // All are found first: a table that is gathered itself has another producer afterwards.
        List<SameDiffOp> gathers =
                live.inOrder().stream().filter(this::gathersParameter).toList();
        boolean changed = false;
        for (SameDiffOp gather : gathers) {
            changed |= multiply(gather);
        }
        if (changed) {
            live = LiveOperations.of(result);
        }
    }

    private boolean gathersParameter(SameDiffOp operation) {
        return operation.getOp().opName().equals(GATHER)
                && live.dependsOnParameter(input(operation))
                && ((DynamicCustomOp) operation.getOp()).iArgs()[0] == 0;
    }

    /**
     * Replaces a gather by a product, unless more than one dimension depends on the size of the batch.
     *
     * @return whether it was replaced
     */
    private boolean multiply(SameDiffOp gather) {
        SDVariable table = graph.getVariable(gather.getInputsToOp().get(0));
        SDVariable ids = graph.getVariable(gather.getInputsToOp().get(1));
        long[] shape = shapeForAnyBatch(ids.name());
        long[] size = shapeForAnyBatch(table.name());
        if (LongStream.concat(Arrays.stream(shape), Arrays.stream(size))
                                .filter(length -> length < 0)
                                .count()
                        > 1
                || size[0] < 0) {
            return false;
        }
        SDVariable oneHot = graph.oneHot(ids.reshape(-1), Math.toIntExact(size[0]), -1, 1, 0, table.dataType());
        SDVariable rows = oneHot.mmul(size.length == 2 ? table : table.reshape(size[0], -1));
        long[] gathered = Arrays.copyOf(shape, shape.length + size.length - 1);
        System.arraycopy(size, 1, gathered, shape.length, size.length - 1);
        replace(gather, rows.reshape(gathered));
        return true;
    }

    private void broadcastOperands() {
        List<SameDiffOp> suspects =
                live.inOrder().stream().filter(this::isSuspect).toList();
        Map<String, long[]> shapes = shapesOfTwo(suspects.stream()
                .flatMap(operation -> operation.getInputsToOp().stream())
                .collect(Collectors.toSet()));
        for (SameDiffOp operation : suspects) {
            String first = input(operation);
            String second = second(operation);
            boolean isWrong = WRONG_FOR_BROADCAST.contains(operation.getOp().opName()) || isOne(shapes.get(second));
            if (isWrong && !Arrays.equals(shapes.get(first), shapes.get(second))) {
                broadcast(operation, 0, second);
                broadcast(operation, 1, first);
            }
        }
    }

    /** Returns whether an operation's gradient may be wrong, as far as can be seen without shapes. */
    private boolean isSuspect(SameDiffOp operation) {
        String name = operation.getOp().opName();
        if (WRONG_FOR_BROADCAST.contains(name)) {
            return live.dependsOnParameter(operation);
        }
        return WRONG_FOR_ONE.contains(name)
                && live.dependsOnParameter(second(operation))
                && mayBeOne(second(operation));
    }

    /**
     * Returns whether an operand may have one element; false for the divisor of a norm, so that graphs of Transformers need no
     * trial run.
     */
    private boolean mayBeOne(String variable) {
        SDVariable known = graph.getVariable(variable);
        if (known.getVariableType() != VariableType.ARRAY) {
            return known.getVariableType() == VariableType.PLACEHOLDER
                    || isOne(known.getArr().shape());
        }
        SameDiffOp producer = live.producer(variable).findFirst().orElseThrow();
        while (producer.getOp() instanceof BaseTransformOp || producer.getOp() instanceof BaseScalarOp) {
            Optional<SameDiffOp> before = live.producer(input(producer)).findFirst();
            if (before.isEmpty()) {
                return true;
            }
            producer = before.get();
        }
        return !(producer.getOp() instanceof BaseReduceOp reduction && reduction.isKeepDims());
    }

    private static boolean isOne(long[] shape) {
        return Arrays.stream(shape).allMatch(length -> length == 1);
    }

    private void broadcast(SameDiffOp operation, int operand, String other) {
        SDVariable zeros = graph.zerosLike(graph.getVariable(other));
        SDVariable broadcast =
                graph.getVariable(operation.getInputsToOp().get(operand)).add(zeros);
        graph.replaceArgFor(operand, broadcast, operation.getOp());
    }

    private Map<String, long[]> shapesOfTwo(Set<String> variables) {
        Map<String, long[]> shapes = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (String variable : variables) {
            switch (graph.getVariable(variable).getVariableType()) {
                case VARIABLE, CONSTANT ->
                    shapes.put(variable, graph.getVariable(variable).getArr().shape());
                case PLACEHOLDER ->
                    shapes.put(
                            variable,
                            Arrays.stream(graph.getVariable(variable).placeholderShape())
                                    .map(length -> length < 0 ? 2 : length)
                                    .toArray());
                default -> unknown.add(variable);
            }
        }
        shapes.putAll(shapes(2, unknown));
        return shapes;
    }

    private void replace(SameDiffOp operation, SDVariable replacement) {
        String replaced = operation.getOutputsOfOp().get(0);
        List<String> readers = graph.getVariables().get(replaced).getInputsForOp();
        for (String reader : readers == null ? List.<String>of() : List.copyOf(readers)) {
            SameDiffOp reading = graph.getOps().get(reader);
            for (int i = 0; i < reading.getInputsToOp().size(); i++) {
                if (reading.getInputsToOp().get(i).equals(replaced)) {
                    graph.replaceArgFor(i, replacement, reading.getOp());
                }
            }
        }
        if (result.name().equals(replaced)) {
            result = replacement;
        }
    }

    /** Returns a shape in which the dimension that depends on the number of examples is -1. */
    private long[] shapeForAnyBatch(String variable) {
        SDVariable known = graph.getVariable(variable);
        switch (known.getVariableType()) {
            case VARIABLE, CONSTANT -> {
                return known.getArr().shape();
            }
            case PLACEHOLDER -> {
                return known.placeholderShape();
            }
            default -> {
                long[] ofTwo = shapes(2, Set.of(variable)).get(variable);
                long[] ofThree = shapes(3, Set.of(variable)).get(variable);
                long[] shape = new long[ofTwo.length];
                Arrays.setAll(shape, i -> ofTwo[i] == ofThree[i] ? ofTwo[i] : -1);
                return shape;
            }
        }
    }

    /** Returns the shapes in a small trial run, with tokens that are 0 and masks that are 1. */
    private Map<String, long[]> shapes(int examples, Collection<String> variables) {
        if (variables.isEmpty()) {
            return Map.of();
        }
        Map<String, INDArray> inputs = new LinkedHashMap<>();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        try {
            inputs.put(ModelGraph.TOKENS, Nd4j.zeros(DataType.INT32, examples, positions));
            for (DropoutSite site : dropouts) {
                long[] shape = LongStream.concat(LongStream.of(examples), Arrays.stream(site.shapePerExample()))
                        .toArray();
                inputs.put(site.placeholder(), Nd4j.ones(DataType.FLOAT, shape));
            }
            new InferenceSession(graph)
                    .output(
                            List.copyOf(variables),
                            inputs,
                            null,
                            List.of(),
                            List.of(),
                            At.defaultAt(Operation.INFERENCE))
                    .forEach((name, array) -> shapes.put(name, array.shape()));
        } finally {
            inputs.values().forEach(INDArray::close);
        }
        return shapes;
    }
}

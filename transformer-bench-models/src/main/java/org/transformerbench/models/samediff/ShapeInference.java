package org.transformerbench.models.samediff;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseReduceFloatOp;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.BaseTransformFloatOp;
import org.nd4j.linalg.api.ops.BaseTransformSameOp;
import org.nd4j.linalg.api.ops.BaseTransformStrictOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;

/**
 * The shapes of variables for a number of examples, inferred without running the graph, which takes ND4J a thousand times as
 * long. It knows the operations that have kernels and gives up at any other, and at every form of one that ND4J might refuse:
 * what is inferred is what a run would give.
 */
final class ShapeInference {
    /** SameDiff's code for row-major order in the arguments of {@code reshape}. */
    private static final long ROW_MAJOR = -99;

    private static final Set<String> BROADCASTING = Set.of("add", "subtract", "multiply", "divide");

    private static final String STACK = "stack";

    private static final Set<String> JOINING = Set.of("concat", STACK);

    private final Map<String, Known> known = new HashMap<>();

    /** A known type with its dimensions. */
    record Known(DataType type, long[] shape) {
        boolean isFloat() {
            return type == DataType.FLOAT;
        }

        int rank() {
            return shape.length;
        }
    }

    private ShapeInference(ModelGraph graph, int examples) {
        for (SDVariable variable : graph.sameDiff().variables()) {
            VariableType type = variable.getVariableType();
            if (type == VariableType.CONSTANT || type == VariableType.VARIABLE) {
                known.put(
                        variable.name(),
                        new Known(variable.dataType(), variable.getArr().shape()));
            }
        }
        known.put(ModelGraph.TOKENS, new Known(DataType.INT32, new long[] {examples, graph.positions()}));
        for (DropoutSite site : graph.dropouts()) {
            long[] mask = ShapeArithmetic.prepend(examples, site.shapePerExample());
            known.put(site.placeholder(), new Known(DataType.FLOAT, mask));
        }
    }

    /**
     * Infers shapes.
     *
     * @return variable to shape; empty if a variable depends on an operation that is not known here
     */
    static Optional<Map<String, Known>> infer(ModelGraph graph, Collection<String> variables, int examples) {
        ShapeInference inference = new ShapeInference(graph, examples);
        Set<String> wanted = new HashSet<>(variables);
        // In the order of definition: inputs before outputs.
        for (SameDiffOp operation : graph.sameDiff().getOps().values()) {
            List<String> outputs = operation.getOutputsOfOp();
            if (outputs.stream().anyMatch(wanted::contains) && !inference.add(operation)) {
                return Optional.empty();
            }
        }
        Map<String, Known> found = new LinkedHashMap<>();
        for (String variable : variables) {
            Known shape = inference.known.get(variable);
            if (shape == null) {
                return Optional.empty();
            }
            found.put(variable, shape);
        }
        return Optional.of(found);
    }

    private boolean add(SameDiffOp operation) {
        List<Known> inputs = operation.getInputsToOp() == null
                ? List.of()
                : operation.getInputsToOp().stream()
                        .map(name -> known.getOrDefault(name, new Known(DataType.UNKNOWN, null)))
                        .toList();
        if (inputs.isEmpty() || inputs.stream().anyMatch(input -> input.shape() == null)) {
            return false;
        }
        Optional<Known> output = output(operation.getOp(), inputs);
        if (output.isEmpty() || Arrays.stream(output.get().shape()).anyMatch(size -> size < 1)) {
            return false;
        }
        operation.getOutputsOfOp().forEach(name -> known.put(name, output.get()));
        return true;
    }

    /** Returns the shape of each output of an operation. */
    private static Optional<Known> output(DifferentialFunction function, List<Known> inputs) {
        Known x = inputs.get(0);
        if (JOINING.contains(function.opName())) {
            return joined(function.opName(), inputs, ((DynamicCustomOp) function).iArgs());
        }
        if (inputs.size() == 2) {
            if (!x.isFloat() || !inputs.get(1).isFloat()) {
                return Optional.empty();
            }
            return function.opName().equals("matmul")
                    ? product(x, inputs.get(1), ((DynamicCustomOp) function).iArgs())
                    : BROADCASTING.contains(function.opName()) ? broadcast(x, inputs.get(1)) : Optional.empty();
        }
        if (inputs.size() > 2) {
            return Optional.empty();
        }
        if (function.opName().equals("onehot")) {
            return oneHot(x, (DynamicCustomOp) function);
        }
        if (!x.isFloat() && !function.opName().equals("reshape")) {
            return Optional.empty();
        }
        if (function instanceof BaseScalarOp
                || function instanceof BaseTransformStrictOp
                || function instanceof BaseTransformSameOp
                || function instanceof BaseTransformFloatOp
                || function.opName().equals("softmax")) {
            return Optional.of(x);
        }
        if (function instanceof BaseReduceFloatOp reduction) {
            return reduce(x, reduction);
        }
        return function instanceof DynamicCustomOp custom ? rearranged(x, custom) : Optional.empty();
    }

    private static Optional<Known> rearranged(Known x, DynamicCustomOp function) {
        long[] arguments = function.iArgs();
        return switch (function.opName()) {
            case "reshape" -> reshape(x, arguments);
            case "permute" -> permute(x, arguments);
            case "split" -> split(x, arguments);
            case "tile" -> tile(x, arguments);
            case "unstack" -> unstack(x, arguments);
            case "strided_slice" -> slice(x, arguments);
            default -> Optional.empty();
        };
    }

    private static Optional<Known> product(Known x, Known y, long[] transposes) {
        int rank = x.rank();
        if (rank < 2
                || y.rank() != rank
                || transposes.length != 3
                || transposes[2] != 0
                || !Arrays.equals(x.shape(), 0, rank - 2, y.shape(), 0, rank - 2)) {
            return Optional.empty();
        }
        int left = transposes[0] == 0 ? 0 : 1;
        int right = transposes[1] == 0 ? 0 : 1;
        if (x.shape()[rank - 1 - left] != y.shape()[rank - 2 + right]) {
            return Optional.empty();
        }
        long[] shape = x.shape().clone();
        shape[rank - 2] = x.shape()[rank - 2 + left];
        shape[rank - 1] = y.shape()[rank - 1 - right];
        return Optional.of(new Known(x.type(), shape));
    }

    private static Optional<Known> broadcast(Known x, Known y) {
        int rank = Math.max(x.rank(), y.rank());
        long[] shape = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long left = i <= x.rank() ? x.shape()[x.rank() - i] : 1;
            long right = i <= y.rank() ? y.shape()[y.rank() - i] : 1;
            if (left != right && left != 1 && right != 1) {
                return Optional.empty();
            }
            shape[rank - i] = Math.max(left, right);
        }
        return rank == 0 ? Optional.empty() : Optional.of(new Known(x.type(), shape));
    }

    private static Optional<Known> oneHot(Known ids, DynamicCustomOp function) {
        long[] arguments = function.iArgs();
        boolean appends = arguments.length == 2 && (arguments[0] == -1 || arguments[0] == ids.rank());
        DataType type = function.outputVariables()[0].dataType();
        if (!appends || ids.type() != DataType.INT32 || type != DataType.FLOAT) {
            return Optional.empty();
        }
        return Optional.of(new Known(type, ShapeArithmetic.append(ids.shape(), arguments[1])));
    }

    private static Optional<Known> reduce(Known x, BaseReduceFloatOp reduction) {
        int[] dimensions = reduction.getDimensions();
        boolean areClear = dimensions != null
                && dimensions.length > 0
                && Arrays.stream(dimensions).distinct().count() == dimensions.length
                && Arrays.stream(dimensions).allMatch(each -> 0 <= each && each < x.rank());
        if (!areClear || !reduction.isKeepDims() && dimensions.length == x.rank()) {
            return Optional.empty();
        }
        Set<Integer> gone = new HashSet<>(Arrays.stream(dimensions).boxed().toList());
        long[] shape = IntStream.range(0, x.rank())
                .filter(i -> reduction.isKeepDims() || !gone.contains(i))
                .mapToLong(i -> gone.contains(i) ? 1 : x.shape()[i])
                .toArray();
        return Optional.of(new Known(x.type(), shape));
    }

    private static Optional<Known> reshape(Known x, long[] arguments) {
        if (arguments.length < 2 || arguments[0] != ROW_MAJOR) {
            return Optional.empty();
        }
        long[] shape = Arrays.copyOfRange(arguments, 1, arguments.length);
        long size = ShapeArithmetic.product(x.shape());
        int open = -1;
        long rest = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1 && open < 0) {
                open = i;
            } else if (shape[i] < 1) {
                return Optional.empty();
            } else {
                rest *= shape[i];
            }
        }
        if (open >= 0) {
            shape[open] = size / rest;
            rest *= shape[open];
        }
        return rest == size ? Optional.of(new Known(x.type(), shape)) : Optional.empty();
    }

    private static Optional<Known> permute(Known x, long[] order) {
        long[] sorted = order.clone();
        Arrays.sort(sorted);
        return Arrays.equals(sorted, ShapeArithmetic.upTo(x.rank()))
                ? Optional.of(new Known(
                        x.type(),
                        Arrays.stream(order).map(from -> x.shape()[(int) from]).toArray()))
                : Optional.empty();
    }

    private static Optional<Known> split(Known x, long[] arguments) {
        if (arguments.length != 2
                || arguments[0] < 1
                || arguments[1] < 0
                || arguments[1] >= x.rank()
                || x.shape()[(int) arguments[1]] % arguments[0] != 0) {
            return Optional.empty();
        }
        long[] shape = x.shape().clone();
        shape[(int) arguments[1]] /= arguments[0];
        return Optional.of(new Known(x.type(), shape));
    }

    private static Optional<Known> tile(Known x, long[] times) {
        if (times.length != x.rank() || Arrays.stream(times).anyMatch(each -> each < 1)) {
            return Optional.empty();
        }
        long[] shape = x.shape().clone();
        for (int i = 0; i < shape.length; i++) {
            shape[i] *= times[i];
        }
        return Optional.of(new Known(x.type(), shape));
    }

    private static Optional<Known> unstack(Known x, long[] arguments) {
        if (arguments.length < 1 || arguments[0] < 0 || arguments[0] >= x.rank() || x.rank() < 2) {
            return Optional.empty();
        }
        return Optional.of(new Known(x.type(), without(x.shape(), (int) arguments[0])));
    }

    /** Infers the shape of parts that are joined along a dimension, or along a new one. */
    private static Optional<Known> joined(String operation, List<Known> parts, long[] arguments) {
        Known first = parts.get(0);
        boolean stacks = operation.equals(STACK);
        int rank = first.rank() + (stacks ? 1 : 0);
        if (arguments.length != 1 || arguments[0] < 0 || arguments[0] >= rank) {
            return Optional.empty();
        }
        int axis = (int) arguments[0];
        long size = 0;
        for (Known part : parts) {
            boolean fits = part.isFloat()
                    && part.rank() == first.rank()
                    && (stacks
                            ? Arrays.equals(part.shape(), first.shape())
                            : Arrays.equals(without(part.shape(), axis), without(first.shape(), axis)));
            if (!fits) {
                return Optional.empty();
            }
            size += stacks ? 1 : part.shape()[axis];
        }
        long[] others = stacks ? first.shape() : without(first.shape(), axis);
        long[] shape = new long[rank];
        System.arraycopy(others, 0, shape, 0, axis);
        shape[axis] = size;
        System.arraycopy(others, axis, shape, axis + 1, rank - axis - 1);
        return Optional.of(new Known(first.type(), shape));
    }

    private static long[] without(long[] shape, int axis) {
        return IntStream.range(0, shape.length)
                .filter(i -> i != axis)
                .mapToLong(i -> shape[i])
                .toArray();
    }

    /**
     * Infers the shape of a slice; the arguments are masks of begin, ellipsis, end, new axis and shrink, then begins, ends and
     * steps.
     */
    private static Optional<Known> slice(Known x, long[] arguments) {
        int rank = x.rank();
        if (arguments.length != 5 + 3 * rank || arguments[1] != 0 || arguments[3] != 0 || arguments[4] != 0) {
            return Optional.empty();
        }
        long[] shape = new long[rank];
        for (int i = 0; i < rank; i++) {
            long begin = (arguments[0] >> i & 1) == 1 ? 0 : arguments[5 + i];
            long end = (arguments[2] >> i & 1) == 1 ? x.shape()[i] : arguments[5 + rank + i];
            if (arguments[5 + 2 * rank + i] != 1 || begin < 0 || end <= begin || end > x.shape()[i]) {
                return Optional.empty();
            }
            shape[i] = end - begin;
        }
        return Optional.of(new Known(x.type(), shape));
    }
}

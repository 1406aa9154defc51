package org.transformerbench.models.compiler.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.BoundaryVariable;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.samediff.VariableShape;

/** The variables on the boundary of a region that ND4J computes. */
final class BoundaryVariables {
    private final ModelGraph model;
    private final Dependencies graph;
    private Map<String, VariableShape> shapes;

    BoundaryVariables(ModelGraph model, Dependencies graph) {
        this.model = model;
        this.graph = graph;
    }

    /**
     * Describes a variable on the boundary.
     *
     * @param captured its value, if the compiler knows how it is computed
     * @return empty if it is not float32, depends on no parameter, or depends on data without a part for each example
     * @throws UnsupportedGraphException if the graph has to be run to learn its shape, and cannot be
     */
    Optional<BoundaryVariable> of(String variable, Optional<CapturedVariable> captured) {
        boolean hasGradient = graph.dependsOnParameters(variable)
                && model.sameDiff().getVariable(variable).dataType() == DataType.FLOAT;
        if (!hasGradient) {
            return Optional.empty();
        }
        return captured.isPresent() ? known(variable, captured.get()) : unknown(variable);
    }

    /**
     * Describes an input that the compiler computes. A value that the compiler makes is given to ND4J in SameDiff's own shape, or
     * not at all.
     */
    private Optional<BoundaryVariable> known(String variable, CapturedVariable value) {
        if (value.merged() && value.batchAxis() > 0) {
            return Optional.empty();
        }
        int axis = value.merge() == BatchMerge.BATCH_LAST ? 1 : value.batchAxis();
        BoundaryVariable border = new BoundaryVariable(variable, value.shape(), axis, value.merged());
        if (graph.isParameter(variable)) {
            return Optional.of(border);
        }
        VariableShape seen = shapes().get(variable);
        boolean same = Arrays.equals(border.sizes(2), seen.ofTwo()) && Arrays.equals(border.sizes(3), seen.ofThree());
        return Optional.of(border).filter(found -> same);
    }

    private Optional<BoundaryVariable> unknown(String variable) {
        VariableShape shape = shapes().get(variable);
        int rank = shape.ofTwo().length;
        if (shape.ofThree().length != rank || Arrays.stream(shape.ofTwo()).anyMatch(size -> size < 1)) {
            return Optional.empty();
        }
        int[] changing = IntStream.range(0, rank)
                .filter(axis -> shape.ofTwo()[axis] != shape.ofThree()[axis])
                .toArray();
        if (!graph.dependsOnData(variable)) {
            return changing.length == 0
                    ? Optional.of(new BoundaryVariable(variable, new Shape(false, dims(shape.ofTwo(), -1)), -1, false))
                    : Optional.empty();
        }
        if (changing.length != 1) {
            return Optional.empty();
        }
        int axis = changing[0];
        long factor = shape.ofThree()[axis] - shape.ofTwo()[axis];
        if (factor < 1 || shape.ofTwo()[axis] != 2 * factor || factor > 1 && axis > 0) {
            return Optional.empty();
        }
        if (factor == 1) {
            return Optional.of(new BoundaryVariable(variable, new Shape(true, dims(shape.ofTwo(), axis)), axis, false));
        }
        long[] dims = shape.ofTwo().clone();
        dims[0] = factor;
        return Optional.of(new BoundaryVariable(variable, new Shape(true, dims(dims, -1)), 0, true));
    }

    /** Returns all sizes except that of the batch. */
    private static List<Integer> dims(long[] sizes, int without) {
        return IntStream.range(0, sizes.length)
                .filter(axis -> axis != without)
                .mapToObj(axis -> Math.toIntExact(sizes[axis]))
                .toList();
    }

    private Map<String, VariableShape> shapes() {
        if (shapes == null) {
            try {
                shapes = VariableShape.of(model, graph.variables());
            } catch (RuntimeException e) {
                throw new UnsupportedGraphException("its graph cannot be run (" + e.getMessage() + ")", e);
            }
        }
        return shapes;
    }
}

package org.transformerbench.models.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;

/**
 * The shape of a variable as a function of the number of examples. SameDiff knows no shapes before it runs, so they are inferred
 * from the operations; in a graph with others than {@link ShapeInference} knows they are seen in two small runs.
 *
 * @param type of the elements
 * @param ofTwo its dimensions for a batch of two examples
 * @param ofThree its dimensions for a batch of three examples
 */
public record VariableShape(DataType type, long[] ofTwo, long[] ofThree) {

    /**
     * Finds the shapes of variables, without running the graph where that is possible.
     *
     * @param graph the graph
     * @param variables the variables to look at
     * @return variable to shape
     * @throws RuntimeException whatever ND4J throws, if the graph has to be run and cannot be
     */
    public static Map<String, VariableShape> of(ModelGraph graph, Collection<String> variables) {
        return inferred(graph, variables).orElseGet(() -> learn(graph, variables));
    }

    /** Infers the shape; empty if the graph has to be run. */
    static Optional<Map<String, VariableShape>> inferred(ModelGraph graph, Collection<String> variables) {
        return ShapeInference.infer(graph, variables, 2)
                .flatMap(two -> ShapeInference.infer(graph, variables, 3).map(three -> join(two, three)));
    }

    private static Map<String, VariableShape> join(
            Map<String, ShapeInference.Known> two, Map<String, ShapeInference.Known> three) {
        Map<String, VariableShape> shapes = new LinkedHashMap<>();
        two.forEach((name, known) -> shapes.put(
                name,
                new VariableShape(known.type(), known.shape(), three.get(name).shape())));
        return shapes;
    }

    /**
     * Runs a graph for two and for three examples, and compares the shapes.
     *
     * @param graph the graph; its tokens are 0, its dropout masks 1
     * @param variables the variables to look at
     * @return variable to shape
     */
    static Map<String, VariableShape> learn(ModelGraph graph, Collection<String> variables) {
        try (GraphExecution execution = new GraphExecution(graph.sameDiff())) {
            Map<String, INDArray> two = run(execution, graph, variables, 2);
            Map<String, INDArray> three = run(execution, graph, variables, 3);
            Map<String, VariableShape> shapes = new LinkedHashMap<>();
            two.forEach((name, array) -> shapes.put(
                    name,
                    new VariableShape(
                            array.dataType(), array.shape(), three.get(name).shape())));
            release(graph.sameDiff(), two.values());
            release(graph.sameDiff(), three.values());
            return shapes;
        }
    }

    /** Frees arrays, except those that operations of control flow pass on and others still read. */
    private static void release(SameDiff graph, Collection<INDArray> results) {
        Set<INDArray> own = Collections.newSetFromMap(new IdentityHashMap<>());
        for (SDVariable variable : graph.variables()) {
            VariableType type = variable.getVariableType();
            if (type == VariableType.CONSTANT || type == VariableType.VARIABLE) {
                own.add(variable.getArr());
            }
        }
        results.stream().filter(array -> !own.contains(array)).forEach(GraphExecution::release);
    }

    private static Map<String, INDArray> run(
            GraphExecution execution, ModelGraph graph, Collection<String> variables, int examples) {
        Map<String, INDArray> inputs = new LinkedHashMap<>();
        try {
            inputs.put(ModelGraph.TOKENS, Nd4j.zeros(DataType.INT32, examples, graph.positions()));
            for (DropoutSite site : graph.dropouts()) {
                long[] shape = ShapeArithmetic.prepend(examples, site.shapePerExample());
                inputs.put(site.placeholder(), Nd4j.ones(DataType.FLOAT, shape));
            }
            List<String> wanted = new ArrayList<>(variables);
            return execution.run(inputs, wanted, (long) examples * graph.positions());
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }

    /**
     * Returns whether each example has the same number of float32 elements, one example after the other.
     *
     * @return whether the first dimension, and no other, is proportional to the number of examples
     */
    public boolean isBatched() {
        return type == DataType.FLOAT
                && ofTwo.length > 0
                && ofTwo.length == ofThree.length
                && ofTwo[0] > 0
                && ofTwo[0] * 3 == ofThree[0] * 2
                && width() > 0
                && Arrays.equals(ofTwo, 1, ofTwo.length, ofThree, 1, ofThree.length);
    }

    /**
     * Returns the number of dimensions.
     *
     * @return 1 or more for a batched shape
     */
    public int rank() {
        return ofTwo.length;
    }

    /**
     * Returns the size of the last dimension; 1 if the only dimension is the batch.
     *
     * @return columns
     */
    public int width() {
        return rank() == 1 ? 1 : Math.toIntExact(ofTwo[rank() - 1]);
    }

    /**
     * Returns the number of rows of {@link #width()} per example.
     *
     * @return the product of the other dimensions
     */
    public int rows() {
        long size = Arrays.stream(ofTwo).reduce(1, Math::multiplyExact);
        return Math.toIntExact(size / 2 / width());
    }

    /**
     * Returns the shape for any batch.
     *
     * @param examples B; -1 for a placeholder of any size
     * @return dimensions
     */
    public long[] of(int examples) {
        long[] shape = ofTwo.clone();
        shape[0] = examples < 0 ? -1 : shape[0] / 2 * examples;
        return shape;
    }
}

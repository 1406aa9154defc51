package org.transformerbench.models.samediff;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A copy of some operations of a graph as a graph of its own. Everything that they read but constants is fed: what other
 * operations make, parameters, tokens and masks. Its gradient is SameDiff's own, of the sum of output x upstream over all
 * outputs. Not thread-safe.
 */
public final class SubGraph implements AutoCloseable {
    /** Prefix of the names of the outputs' gradients, in the order of the outputs. */
    private static final String UPSTREAM = "upstream-of-part-";

    private static final String GRADIENT_FUNCTION = "grad";

    private final SameDiff part;
    private final List<String> outputs;
    private final Map<String, String> gradientNames = new LinkedHashMap<>();
    private GraphExecution execution;

    /**
     * Copies operations into a new graph.
     *
     * @param source the whole graph; is not changed
     * @param operations names of operations in the source, in the order of its definition
     * @param inputs float32 variables that others make, and parameters, with their shapes; -1 for the size of a batch
     * @param outputs the variables that are asked for, float32 if there are inputs
     */
    public SubGraph(SameDiff source, List<String> operations, Map<String, long[]> inputs, List<String> outputs) {
        this.part = SameDiff.create();
        part.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        this.outputs = List.copyOf(outputs);
        inputs.forEach((name, shape) -> part.placeHolder(name, DataType.FLOAT, shape));
        for (String operation : operations) {
            copy(source, source.getOps().get(operation));
        }
        this.execution = new GraphExecution(part);
    }

    private void copy(SameDiff source, SameDiffOp operation) {
        List<String> inputs = operation.getInputsToOp() == null ? List.of() : operation.getInputsToOp();
        inputs.forEach(name -> declare(source, name));
        operation.getOutputsOfOp().forEach(name -> declare(source, name));
        Map<String, Integer> indices = new HashMap<>();
        inputs.forEach(name -> indices.putIfAbsent(name, indices.size()));
        operation.getOutputsOfOp().forEach(name -> indices.putIfAbsent(name, indices.size()));
        // As SameDiff itself copies a graph before it differentiates it.
        DifferentialFunction copy = FlatBuffersMapper.cloneViaSerialize(source, operation.getOp(), indices);
        copy.setOwnName(operation.getName());
        copy.setSameDiff(part);
        part.putOpForId(operation.getName(), copy);
        part.addArgsFor(inputs.toArray(new String[0]), copy);
        part.addOutgoingFor(operation.getOutputsOfOp().toArray(new String[0]), copy);
    }

    private void declare(SameDiff source, String name) {
        if (part.hasVariable(name)) {
            return;
        }
        SDVariable variable = source.getVariable(name);
        VariableType type = variable.getVariableType();
        if (type == VariableType.CONSTANT) {
            part.constant(name, variable.getArr().dup());
        } else if (type == VariableType.PLACEHOLDER) {
            part.placeHolder(name, variable.dataType(), variable.getShape());
        } else {
            part.addVariable(new SDVariable(name, VariableType.ARRAY, part, null, variable.dataType()));
        }
    }

    /**
     * Differentiates the part with SameDiff, once.
     *
     * @param inputs those whose gradients are asked for
     * @throws IllegalStateException if SameDiff cannot, or the outputs do not depend on one of the inputs in a way that has a
     *     gradient
     */
    public void differentiate(List<String> inputs) {
        if (inputs.isEmpty()) {
            return;
        }
        SDVariable sum = null;
        for (int i = 0; i < outputs.size(); i++) {
            SDVariable upstream = part.placeHolder(UPSTREAM + i, DataType.FLOAT);
            SDVariable product = part.getVariable(outputs.get(i)).mul(upstream).sum();
            sum = sum == null ? product : sum.add(product);
        }
        part.setLossVariables(sum.name());
        try {
            QuietDifferentiation.createGradients(part, inputs.toArray(new String[0]));
        } catch (RuntimeException e) {
            throw new IllegalStateException("SameDiff cannot differentiate it: " + e.getMessage(), e);
        }
        for (String name : inputs) {
            SDVariable gradient = part.getVariable(name).getGradient();
            if (gradient == null) {
                throw new IllegalStateException("it has no gradient with respect to " + name);
            }
            gradientNames.put(name, gradient.name());
        }
        execution.close();
        execution = new GraphExecution(part.getFunction(GRADIENT_FUNCTION));
    }

    /**
     * Computes the outputs.
     *
     * @param fed the inputs, tokens and masks, by name
     * @param rows examples times positions
     * @return for each output its values, row-major
     */
    public List<float[]> outputs(Map<String, INDArray> fed, long rows) {
        Map<String, INDArray> found = execution.run(fed, outputs, rows);
        return outputs.stream().map(name -> values(found.get(name))).toList();
    }

    /**
     * Computes the outputs of a part without inputs.
     *
     * @return for each output its array, to be closed by the caller
     */
    public List<INDArray> constants() {
        Map<String, INDArray> found = execution.run(Map.of(), outputs, 1);
        List<INDArray> copies =
                outputs.stream().map(name -> found.get(name).dup('c')).toList();
        found.values().forEach(GraphExecution::release);
        return copies;
    }

    /**
     * Computes the gradients of the inputs that {@link #differentiate} was called with.
     *
     * @param fed the inputs, tokens and masks, by name
     * @param upstream for each output its gradient, in its shape
     * @param rows examples times positions
     * @return input to gradient, row-major
     */
    public Map<String, float[]> gradients(Map<String, INDArray> fed, List<INDArray> upstream, long rows) {
        Map<String, INDArray> all = new HashMap<>(fed);
        for (int i = 0; i < upstream.size(); i++) {
            all.put(UPSTREAM + i, upstream.get(i));
        }
        // Two inputs may have the same gradient.
        List<String> wanted = gradientNames.values().stream().distinct().toList();
        Map<String, INDArray> found = execution.run(all, wanted, rows);
        Map<String, float[]> values = new HashMap<>();
        found.forEach((name, array) -> values.put(name, values(array)));
        Map<String, float[]> gradients = new LinkedHashMap<>();
        gradientNames.forEach((name, gradient) -> gradients.put(name, values.get(gradient)));
        return gradients;
    }

    private static float[] values(INDArray array) {
        float[] values = new float[Math.toIntExact(array.length())];
        try (INDArray rows = array.dup('c')) {
            rows.data().asNioFloat().get(values);
        }
        GraphExecution.release(array);
        return values;
    }

    @Override
    public void close() {
        execution.close();
    }
}

package org.transformerbench.models.samediff;

import java.util.ArrayList;
import java.util.Collection;
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
 * Some operations of a graph as a graph of their own, with one output. Everything that they read but constants is fed:
 * activations, parameters, tokens and masks. Its gradient is SameDiff's own, of sum(output x upstream). Not thread-safe.
 */
public final class SubGraph implements AutoCloseable {
    private static final String UPSTREAM = "upstream-of-part";
    private static final String GRADIENT_FUNCTION = "grad";

    private final SameDiff part;
    private final String output;
    private final List<String> differentiable = new ArrayList<>();
    private final Map<String, String> gradientNames = new LinkedHashMap<>();
    private GraphExecution execution;

    /**
     * Copies operations.
     *
     * @param source the whole graph; is not changed
     * @param operations names of operations in the source, in the order of its definition
     * @param activations variables that others make, with their shapes
     * @param output the variable that is asked for, float32
     */
    public SubGraph(SameDiff source, List<String> operations, Map<String, VariableShape> activations, String output) {
        this.part = SameDiff.create();
        part.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        this.output = output;
        activations.forEach((name, shape) -> {
            part.placeHolder(name, DataType.FLOAT, shape.of(-1));
            differentiable.add(name);
        });
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
        } else if (type == VariableType.VARIABLE) {
            part.placeHolder(name, variable.dataType(), variable.getShape());
            differentiable.add(name);
        } else if (type == VariableType.PLACEHOLDER) {
            part.placeHolder(name, variable.dataType(), variable.getShape());
        } else {
            part.addVariable(new SDVariable(name, VariableType.ARRAY, part, null, variable.dataType()));
        }
    }

    /**
     * Lets SameDiff differentiate the part, once.
     *
     * @throws IllegalStateException if SameDiff cannot, or the output does not depend on one of the activations or
     *     parameters in a way that has a gradient
     */
    public void differentiate() {
        if (differentiable.isEmpty()) {
            return;
        }
        SDVariable value = part.getVariable(output);
        SDVariable upstream = part.placeHolder(UPSTREAM, DataType.FLOAT);
        part.setLossVariables(value.mul(upstream).sum().name());
        try {
            QuietDifferentiation.createGradients(part, differentiable.toArray(new String[0]));
        } catch (RuntimeException e) {
            throw new IllegalStateException("SameDiff cannot differentiate it: " + e.getMessage(), e);
        }
        for (String name : differentiable) {
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
     * Computes the output.
     *
     * @param inputs all that is fed, by name
     * @param rows examples times positions
     * @return row-major
     */
    public float[] output(Map<String, INDArray> inputs, long rows) {
        return values(execution.run(inputs, List.of(output), rows).get(output));
    }

    /**
     * Computes the gradients of all activations and parameters.
     *
     * @param inputs all that is fed, by name
     * @param upstream the gradient of the output, in its shape
     * @param rows examples times positions
     * @return variable to gradient, row-major
     */
    public Map<String, float[]> gradients(Map<String, INDArray> inputs, INDArray upstream, long rows) {
        Map<String, INDArray> fed = new HashMap<>(inputs);
        fed.put(UPSTREAM, upstream);
        Collection<String> wanted = gradientNames.values();
        Map<String, INDArray> found = execution.run(fed, List.copyOf(wanted), rows);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        gradientNames.forEach((name, gradient) -> gradients.put(name, values(found.get(gradient))));
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

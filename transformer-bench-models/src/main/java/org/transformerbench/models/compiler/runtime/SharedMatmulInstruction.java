package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An instruction that multiplies matrices of each example by shared matrices from the left; all that share one are multiplied at
 * once.
 */
public final class SharedMatmulInstruction implements Instruction {

    /** A shared matrix and the columns that it is multiplied with. */
    private record Task(int weight, int[] inputs, int[] outputs) {}

    private final Operand weight;
    private final Operand input;
    private final Operand output;
    private final List<Task> tasks = new ArrayList<>();
    private final int rows;
    private final int inner;

    private SharedMatmulInstruction(Operand weight, Operand input, Operand output) {
        this.rows = MatmulOperands.rows(output.view());
        this.inner = MatmulOperands.columns(weight.view());
        int columns = MatmulOperands.columns(output.view());
        this.weight = weight.with(MatmulOperands.broadcast(weight.view(), output.view(), rows, inner));
        this.input = input.with(MatmulOperands.broadcast(input.view(), output.view(), inner, columns));
        this.output = output;
        int[] weights = MatmulOperands.matrices(this.weight.view());
        int[] inputs = firstRows(this.input.view());
        int[] outputs = firstRows(output.view());
        Map<Integer, List<Integer>> byWeight = new LinkedHashMap<>();
        for (int i = 0; i < outputs.length; i++) {
            byWeight.computeIfAbsent(weights[i / columns], first -> new ArrayList<>())
                    .add(i);
        }
        byWeight.forEach((at, places) -> tasks.add(new Task(
                at,
                places.stream().mapToInt(place -> inputs[place]).toArray(),
                places.stream().mapToInt(place -> outputs[place]).toArray())));
    }

    /**
     * Creates the instruction for W X.
     *
     * @param weight shape (..., m, k), shared
     * @param input shape (..., k, n)
     * @param output shape (..., m, n)
     * @return the instruction
     */
    public static Instruction fromLeft(Operand weight, Operand input, Operand output) {
        return new SharedMatmulInstruction(weight, input, output);
    }

    /**
     * Creates the instruction for X W.
     *
     * @param input shape (..., m, k)
     * @param weight shape (..., k, n), shared
     * @param output shape (..., m, n)
     * @return the instruction
     */
    public static Instruction fromRight(Operand input, Operand weight, Operand output) {
        return new SharedMatmulInstruction(
                weight.with(MatmulOperands.transpose(weight.view())),
                input.with(MatmulOperands.transpose(input.view())),
                output.with(MatmulOperands.transpose(output.view())));
    }

    private static int[] firstRows(View view) {
        return view.slice(view.rank() - 2, 0, 1, 1).elements();
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] w = weight.data(work);
        float[] x = input.data(work);
        float[] c = output.data(work);
        for (Task task : tasks) {
            work.kernels()
                    .products()
                    .weighted(
                            MatmulOperands.strides(w, weight.view(), task.weight),
                            MatmulOperands.strides(x, input.view(), 0),
                            task.inputs,
                            MatmulOperands.strides(c, output.view(), 0),
                            task.outputs,
                            rows,
                            inner,
                            work.lanes());
        }
    }
}

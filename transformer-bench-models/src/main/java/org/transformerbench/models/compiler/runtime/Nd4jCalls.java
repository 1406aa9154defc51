package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.BoundaryVariable;
import org.transformerbench.models.compiler.op.Nd4jPart;
import org.transformerbench.models.compiler.op.Nd4jPartGradient;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.compiler.runtime.LaneEngine.Threads;
import org.transformerbench.models.compiler.runtime.Regions.BatchInputs;

/** The calls of ND4J, with the conversion of a batch's values between micro-batches and ND4J arrays. */
final class Nd4jCalls {
    private static final BatchInputs NOTHING = new BatchInputs(new int[0], 1, 0);

    private final int lanes;
    private final Regions regions;
    private final SavedBuffers saved;
    private final SharedValues shared;
    private final Threads threads;

    Nd4jCalls(LaneProgram program, Regions regions, SavedBuffers saved, SharedValues shared, Threads threads) {
        this.lanes = program.lanes();
        this.regions = regions;
        this.saved = saved;
        this.shared = shared;
        this.threads = threads;
    }

    /**
     * Computes a part, or its gradients.
     *
     * @param sums receive gradients of what all examples share
     */
    void run(Nd4jCall call, BatchInputs brought, float[][] sums) {
        Region region = call.region();
        int examples = brought.examples();
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            Operand operand = call.inputs().get(i);
            BoundaryVariable border = region.inputs().get(i);
            inputs.add(operand.isShared() ? sharedValues(operand) : taken(operand, border, examples));
        }
        if (call.gradients().isEmpty()) {
            List<float[]> outputs = regions.outputs(region, inputs, brought);
            for (int i = 0; i < outputs.size(); i++) {
                give(outputs.get(i), region.outputs().get(i), output(call, i), examples, false);
            }
            return;
        }
        List<float[]> upstream = new ArrayList<>();
        for (int i = 0; i < region.outputs().size(); i++) {
            upstream.add(taken(output(call, i), region.outputs().get(i), examples));
        }
        Map<String, float[]> gradients = regions.gradients(region, inputs, upstream, brought);
        for (Nd4jCall.Gradient gradient : call.gradients()) {
            BoundaryVariable border = region.inputs().get(gradient.input());
            float[] values = gradients.get(border.variable());
            if (gradient.place() == null) {
                System.arraycopy(values, 0, sums[gradient.sum()], 0, values.length);
            } else {
                give(values, border, gradient.place(), examples, true);
            }
        }
    }

    private float[] sharedValues(Operand operand) {
        return copy(operand.view().in(shared.array(operand.array())));
    }

    private static float[] copy(View view) {
        float[] values = new float[view.size()];
        view.copyTo(values, 0);
        return values;
    }

    /** Returns the operand of an output, which follows those before it in memory. */
    private static Operand output(Nd4jCall call, int index) {
        List<BoundaryVariable> outputs = call.region().outputs();
        int begin = outputs.subList(0, index).stream()
                .mapToInt(output -> output.shape().size())
                .sum();
        View view = call.result().view();
        return call.result()
                .with(view.slice(1, begin, outputs.get(index).shape().size(), 1));
    }

    /** Collects the values of all micro-batches in ND4J's order. */
    private float[] taken(Operand from, BoundaryVariable border, int examples) {
        int[] elements = from.view().elements();
        float[] values = new float[Math.multiplyExact(examples, elements.length)];
        int together = border.innerSize();
        eachMicroBatch(examples, (microBatch, count) -> {
            float[] x = saved.of(from.array(), microBatch);
            for (int i = 0; i < elements.length; i++) {
                int to = (i / together * examples + microBatch * lanes) * together + i % together;
                for (int lane = 0; lane < count; lane++) {
                    values[to + lane * together] = x[elements[i] + lane];
                }
            }
        });
        return values;
    }

    /**
     * Distributes values in ND4J's order over all micro-batches; lanes without an example repeat the last one, or have the
     * gradient zero.
     */
    private void give(float[] values, BoundaryVariable border, Operand to, int examples, boolean isGradient) {
        int[] elements = to.view().elements();
        int together = border.innerSize();
        if (values.length != (long) examples * elements.length) {
            throw new IllegalStateException("ND4J gave " + values.length + " numbers of '" + border.variable()
                    + "' for " + examples + " examples, not " + elements.length + " for each");
        }
        eachMicroBatch(examples, (microBatch, count) -> {
            float[] y = saved.of(to.array(), microBatch);
            for (int i = 0; i < elements.length; i++) {
                int from = (i / together * examples + microBatch * lanes) * together + i % together;
                for (int lane = 0; lane < count; lane++) {
                    y[elements[i] + lane] = values[from + lane * together];
                }
                for (int lane = count; lane < lanes; lane++) {
                    y[elements[i] + lane] = isGradient ? 0 : y[elements[i] + count - 1];
                }
            }
        });
    }

    private interface MicroBatchTask {
        void run(int microBatch, int count);
    }

    private void eachMicroBatch(int examples, MicroBatchTask task) {
        threads.run(
                LaneEngine.microBatches(examples, lanes),
                (microBatch, worker) -> task.run(microBatch, Math.min(lanes, examples - microBatch * lanes)));
    }

    /**
     * Computes a part that depends on parameters alone, or a gradient of one.
     *
     * @param node the part, or the gradient
     * @param values gives what it reads
     * @param to receives the result
     */
    void run(Node node, Function<Node, View> values, float[] to) {
        List<float[]> read =
                node.inputs().stream().map(values).map(Nd4jCalls::copy).toList();
        if (node.op() instanceof Nd4jPart part) {
            int begin = 0;
            for (float[] output : regions.outputs(part.region(), read, NOTHING)) {
                System.arraycopy(output, 0, to, begin, output.length);
                begin += output.length;
            }
            return;
        }
        Nd4jPartGradient gradient = (Nd4jPartGradient) node.op();
        Region region = gradient.region();
        int last = read.size() - 1;
        List<float[]> upstream = new ArrayList<>();
        int begin = 0;
        for (BoundaryVariable output : region.outputs()) {
            int end = begin + output.shape().size();
            upstream.add(Arrays.copyOfRange(read.get(last), begin, end));
            begin = end;
        }
        float[] found = regions.gradients(region, read.subList(0, last), upstream, NOTHING)
                .get(region.inputs().get(gradient.input()).variable());
        System.arraycopy(found, 0, to, 0, to.length);
    }
}

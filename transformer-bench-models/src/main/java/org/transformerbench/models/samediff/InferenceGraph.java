package org.transformerbench.models.samediff;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.capture.Diagnosis;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.graph.RefusedOperations;

/** A graph that computes logits, for evaluation or with dropout, for one number of positions and any batch size. */
final class InferenceGraph implements AutoCloseable {
    private final TrainingSpec<?> spec;
    private final ModelGraph graph;
    private final String everyLogits;
    private final String lastLogits;
    private final GraphExecution execution;

    InferenceGraph(TrainingSpec<?> spec, ModelGraph graph) {
        RefusedOperations.requireNone(graph, false);
        this.spec = spec;
        this.graph = graph;
        this.everyLogits = graph.logits().name();
        this.lastLogits = graph.logitsAt(Targets.LAST).name();
        this.execution = new GraphExecution(graph.sameDiff());
    }

    /** Computes row-major logits, shape (B, O, V) or (B, 1, V); the step selects the dropout masks of a training graph. */
    float[] logits(int[] tokens, Targets targets, long step) {
        int batchSize = tokens.length / graph.positions();
        String wanted = targets == Targets.EVERY ? everyLogits : lastLogits;
        Map<String, INDArray> inputs = new LinkedHashMap<>();
        try {
            inputs.put(ModelGraph.TOKENS, NativeArrays.of(tokens, batchSize, graph.positions()));
            for (DropoutSite site : graph.dropouts()) {
                inputs.put(site.placeholder(), NativeArrays.mask(site, spec.seeds(), step, batchSize));
            }
            INDArray output = run(inputs, wanted, tokens.length);
            requireShape(output, batchSize, targets == Targets.EVERY ? graph.outputs() : 1);
            float[] values = Parameters.toTensor(output).values();
            GraphExecution.release(output);
            return values;
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }

    private INDArray run(Map<String, INDArray> inputs, String wanted, long rows) {
        try {
            return execution.run(inputs, List.of(wanted), rows).get(wanted);
        } catch (RuntimeException e) {
            throw Diagnosis.explain(graph, e);
        }
    }

    private void requireShape(INDArray output, int batchSize, int outputs) {
        long[] expected = {batchSize, outputs, spec.shape().vocabularySize()};
        if (!Arrays.equals(output.shape(), expected)) {
            throw new ModelException("The model '" + spec.model().id() + "' gave logits of shape "
                    + Arrays.toString(output.shape()) + " where (B, O, V) is " + Arrays.toString(expected));
        }
    }

    @Override
    public void close() {
        execution.close();
    }
}
